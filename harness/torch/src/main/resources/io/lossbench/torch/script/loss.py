# A loss as a method of an archive's root module.

# Value (0-d) and gradient (N x C) of logits x and targets y (N x C; 1 positive, 0 negative, -1
# unknown).
def loss(self, x: Tensor, y: Tensor) -> List[Tensor]:
  ${loss}
  return [value, gradient]
