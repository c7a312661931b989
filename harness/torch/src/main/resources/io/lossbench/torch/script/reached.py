# A method of an archive's root module, beside network.py and input.py, that tries a network before it is trained.

# For each parameter [1] if the outputs for these images depend on it, else [0].
def reached(self, x: Tensor) -> List[Tensor]:
  parameters = annotate(List[Tensor], [])
  #: for each parameter
  _p${index} = torch.append(parameters, ${path})
  #: end
  input = (self).input(x, )
  torch.set_grad_enabled(True)
  found = torch.autograd.grad([torch.sum((self).network(input, True, ))], parameters, None, None, False, True)
  torch.set_grad_enabled(False)
  flags = annotate(List[Tensor], [])
  for _i in range(torch.len(found)):
    if torch.__is__(found[_i], None):
      _f = torch.append(flags, torch.zeros([1]))
    else:
      _g = torch.append(flags, torch.ones([1]))
  return flags
