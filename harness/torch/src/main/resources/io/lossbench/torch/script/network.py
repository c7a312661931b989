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

#: if placed
# Embeddings of places (1 x (1 + side side) x C), the first one of no place: for another number of rows
# and columns interpolated, as timm does with dynamic_img_size.
def placed_at(self, own: Tensor, side: int, rows: int, columns: int) -> Tensor:
  if torch.__and__(torch.eq(rows, side), torch.eq(columns, side)):
    placed = own
  else:
    grid = torch.permute(torch.reshape(torch.slice(own, 1, 1, 9223372036854775807, 1), [1, side, side, -1]), [0, 3, 1, 2])
    other = torch._upsample_bicubic2d_aa(grid, [rows, columns], False, None, None)
    placed = torch.cat([torch.slice(own, 1, 0, 1, 1), torch.transpose(torch.flatten(other, 2, -1), 1, 2)], 1)
  return placed
#: end

#: if whole
# A residual branch; the exported network drops none.
def drop_path(self, x: Tensor, branch: int, shape: List[int], training: bool) -> Tensor:
  return x
#: end
