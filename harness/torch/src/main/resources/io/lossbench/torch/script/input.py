# What goes into a network, and what comes out of it in evaluation, as methods of an archive's root
# module, beside network.py.
#
# ScriptTemplate fills in what differs: ${name} is a value; the lines from `#: if ...` to `#: end` are
# there if that is so. Comments stay here.

# A tensor of the processor where the network is; a graphics card is not waited for.
def placed(self, x: Tensor) -> Tensor:
  if ops.prim.is_cuda(self.flat):
    there = torch.to(torch.pin_memory(x, None), ops.prim.device(self.flat), ops.prim.dtype(x), True, False, None)
  else:
    there = x
  return there

# Images' bytes to what the network takes: N x H x W x 3 seen as N x 3 x H x W is the channels-last
# layout already, no copy. A fourth byte is 1 where there is an image and 0 beside it, where all values are to
# be zero once the colours are normalized. Vectors are float32 as they come.
def input(self, x: Tensor) -> Tensor:
  #: if images
  z = torch.div(torch.to(torch.permute((self).placed(x, ), [0, 3, 1, 2]), ${float32}), 255.)
  return ${normalized}
  #: end
  #: if padded
  pixels = torch.to(torch.permute((self).placed(x, ), [0, 3, 1, 2]), ${float32})
  z = torch.div(torch.narrow(pixels, 1, 0, 3), 255.)
  return torch.mul(${normalized}, torch.narrow(pixels, 1, 3, 1))
  #: end
  #: if vectors
  return (self).placed(x, )
  #: end

# Logits in evaluation mode.
def predict(self, x: Tensor) -> List[Tensor]:
  return [(self).network((self).input(x, ), False, )]
