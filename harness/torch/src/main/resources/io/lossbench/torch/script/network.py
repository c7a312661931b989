# A network as methods of an archive's root module, for training and for the exported file.
#
# ScriptTemplate fills in what differs: ${name} is a value, or statements where it is alone on its
# line. Comments stay here.

# Logits (N x C) of normalized images (N x 3 x H x W), or of vectors; in training mode batch normalisation takes its
# statistics from the batch.
def network(self, x: Tensor, training: bool) -> Tensor:
  ${layers}
  return ${logits}

# Logits of images in 0..1, as whoever opens the file calls it.
def forward(self, x: Tensor) -> Tensor:
  return (self).network(${normalized}, self.training, )
