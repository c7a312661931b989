class Net(Module):
  __parameters__ = ["cls_token", "pos_embed", ]
  __buffers__ = []
  training : bool
  cls_token : Tensor
  pos_embed : Tensor
  flat : Tensor
  ema : Tensor
  m : Tensor
  v : Tensor
  t : Tensor
  totals : Tensor
  shared_logits : Tensor
  shared_gradient : Tensor
  kept : Tensor
  loss_state : Tensor
  decayed_p : List[Tensor]
  decayed_m : List[Tensor]
  decayed_v : List[Tensor]
  decayed_t : List[Tensor]
  plain_p : List[Tensor]
  plain_m : List[Tensor]
  plain_v : List[Tensor]
  plain_t : List[Tensor]
  trained : List[Tensor]
  gradients : List[Tensor]
  phase : int
  stem : __torch__.Net_stem
  block : __torch__.Net_block
  attn : __torch__.Net_attn
  head : __torch__.Net_head
  def network(self, x: Tensor, training: bool) -> Tensor:
    h0 = torch.conv2d(torch.to(x, 15), torch.to(self.stem.weight, 15), torch.to(self.stem.bias, 15), [4, 4], [0, 0], [1, 1], 1)
    h1 = torch.conv2d(torch.to(h0, 15), torch.to(self.block.conv_dw.weight, 15), torch.to(self.block.conv_dw.bias, 15), [1, 1], [3, 3], [1, 1], 8)
    h2 = (self).drop_path(h1, 0, [-1, 1, 1, 1], training, )
    h3 = torch.add(torch.to(h0, 6), h2, alpha=1)
    h4 = torch.transpose(torch.flatten(torch.to(h3, 6), 2, -1), 1, 2)
    h5 = torch.cat([torch.expand(self.cls_token, [torch.size(h4, 0), -1, -1], implicit=False), h4], 1)
    h6 = (self).placed_at(self.pos_embed, 2, torch.floordiv(torch.size(x, 2), 4), torch.floordiv(torch.size(x, 3), 4), )
    h7 = torch.add(h5, h6, alpha=1)
    h8 = torch.linear(torch.to(h7, 15), torch.to(self.attn.qkv.weight, 15), torch.to(self.attn.qkv.bias, 15))
    h9 = torch.permute(torch.reshape(h8, [torch.size(h8, 0), -1, 3, 2, 4]), [2, 0, 3, 1, 4])
    h10 = torch.scaled_dot_product_attention(torch.select(h9, 0, 0), torch.select(h9, 0, 1), torch.select(h9, 0, 2), None, 0., False, scale=None, enable_gqa=False)
    h11 = torch.flatten(torch.transpose(h10, 1, 2), 2, -1)
    h12 = torch.linear(torch.to(h11, 15), torch.to(self.attn.proj.weight, 15), torch.to(self.attn.proj.bias, 15))
    h13 = torch.select(h12, 1, 0)
    h14 = torch.linear(torch.to(h13, 15), torch.to(self.head.weight, 15), torch.to(self.head.bias, 15))
    h15 = torch.to(h14, 6)
    return h15
  def forward(self, x: Tensor) -> Tensor:
    return (self).network(x, self.training, )
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
  def placed(self, x: Tensor) -> Tensor:
    if ops.prim.is_cuda(self.flat):
      there = torch.to(torch.pin_memory(x, None), ops.prim.device(self.flat), ops.prim.dtype(x), True, False, None)
    else:
      there = x
    return there
  def input(self, x: Tensor) -> Tensor:
    z = torch.div(torch.to(torch.permute((self).placed(x, ), [0, 3, 1, 2]), 6), 255.)
    return z
  def predict(self, x: Tensor) -> List[Tensor]:
    return [(self).network((self).input(x, ), False, )]
  def loss(self, x: Tensor, y: Tensor) -> List[Tensor]:
    unknown = torch.lt(y, 0.)
    unknowns = torch.to(torch.sum(unknown), 6)
    x = torch.masked_fill(x, unknown, -10000.)
    y = torch.clamp_min(y, 0.)
    positive = torch.gt(y, 0.5)
    value = torch.sum(torch.addcmul_(torch.softplus(x, 1, 20), x, y, value=-1))
    slope = torch.sub_(torch.sigmoid(x), y)
    gradient = slope
    return [value, gradient]
  def step(self, x: Tensor, y: Tensor, hyper: Tensor) -> List[Tensor]:
    kept = self.kept
    self.kept = torch.slice(kept, 1, 0, 3, 1)
    logits0 = (self).logits(torch.slice(x, 0, 0, 3, 1), )
    gradient0 = (self).gradient(torch.detach(logits0), torch.slice(y, 0, 0, 3, 1), 1.0, )
    _b0 = (self).backward(logits0, gradient0, )
    self.kept = torch.slice(kept, 1, 3, 6, 1)
    logits1 = (self).logits(torch.slice(x, 0, 3, 6, 1), )
    gradient1 = (self).gradient(torch.detach(logits1), torch.slice(y, 0, 3, 6, 1), 1.0, )
    _b1 = (self).backward_more(logits1, gradient1, )
    self.kept = torch.slice(kept, 1, 6, 8, 1)
    logits2 = (self).logits(torch.slice(x, 0, 6, 8, 1), )
    gradient2 = (self).gradient(torch.detach(logits2), torch.slice(y, 0, 6, 8, 1), 1.0, )
    _b2 = (self).backward_more(logits2, gradient2, )
    self.kept = kept
    return (self).update(hyper, )
  def logits(self, x: Tensor) -> Tensor:
    input = (self).input(x, )
    torch.set_grad_enabled(True)
    logits = (self).network(input, True, )
    torch.set_grad_enabled(False)
    return logits
  def gradient(self, logits: Tensor, y: Tensor, share: float) -> Tensor:
    targets = (self).placed(y, )
    losses = (self).loss(logits, targets, )
    _t = (self).track(torch.mul(losses[0], share), logits, targets, )
    return torch.mul(losses[1], share)
  def backward(self, logits: Tensor, gradient: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(True)
    found = torch.autograd.grad([logits], self.trained, unchecked_cast(Optional[List[Optional[Tensor]]], annotate(List[Optional[Tensor]], [gradient])))
    torch.set_grad_enabled(False)
    torch.clear(self.gradients)
    for _i in range(torch.len(found)):
      _g = torch.append(self.gradients, (self).laid_out(unchecked_cast(Tensor, found[_i]), ))
    return [gradient]
  def backward_more(self, logits: Tensor, gradient: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(True)
    found = torch.autograd.grad([logits], self.trained, unchecked_cast(Optional[List[Optional[Tensor]]], annotate(List[Optional[Tensor]], [gradient])))
    torch.set_grad_enabled(False)
    more = annotate(List[Tensor], [])
    for _i in range(torch.len(found)):
      _g = torch.append(more, (self).laid_out(unchecked_cast(Tensor, found[_i]), ))
    torch._foreach_add_(self.gradients, more, alpha=1)
    return [gradient]
  def laid_out(self, gradient: Tensor) -> Tensor:
    if torch.eq(torch.dim(gradient), 4):
      laid = torch.contiguous(gradient, memory_format=2)
    else:
      laid = torch.contiguous(gradient)
    return laid
  def update(self, hyper: Tensor) -> List[Tensor]:
    _t = torch.add_(torch.narrow(self.t, 0, 0, torch.add(self.phase, 1)), 1)
    lr = float(torch.select(hyper, 0, 0))
    momentum = float(torch.select(hyper, 0, 1))
    n0 = (self).optimize(self.decayed_p, torch.slice(self.gradients, 0, 5, 1), self.decayed_m, self.decayed_v, self.decayed_t, lr, momentum, True, )
    n1 = (self).optimize(self.plain_p, torch.slice(self.gradients, 5, 12, 1), self.plain_m, self.plain_v, self.plain_t, lr, momentum, False, )
    torch.clear(self.gradients)
    return [self.totals]
  def optimize(self, ps: List[Tensor], gs: List[Tensor], ms: List[Tensor], vs: List[Tensor], ts: List[Tensor], lr: float, momentum: float, decayed: bool) -> int:
    if torch.gt(torch.len(gs), 0):
      decay = 1.0E-4
      if decayed:
        pass
      else:
        decay = 0.
      torch._fused_adam_(ps, gs, ms, vs, annotate(List[Tensor], []), ts, lr=lr, beta1=momentum, beta2=0.999, weight_decay=decay, eps=1.0E-8, amsgrad=False, maximize=False)
    else:
      pass
    return torch.len(ps)
  def enter_phase(self, number: Tensor) -> List[Tensor]:
    self.phase = int(number)
    _l = (self).choose()
    return [number]
  def choose(self) -> int:
    torch.clear(self.trained)
    _l0 = (self).learns(self.stem.weight, 0, )
    _l1 = (self).learns(self.block.conv_dw.weight, 0, )
    _l2 = (self).learns(self.attn.qkv.weight, 0, )
    _l3 = (self).learns(self.attn.proj.weight, 0, )
    _l4 = (self).learns(self.head.weight, 0, )
    _l5 = (self).learns(self.stem.bias, 0, )
    _l6 = (self).learns(self.block.conv_dw.bias, 0, )
    _l7 = (self).learns(self.cls_token, 0, )
    _l8 = (self).learns(self.pos_embed, 0, )
    _l9 = (self).learns(self.attn.qkv.bias, 0, )
    _l10 = (self).learns(self.attn.proj.bias, 0, )
    _l11 = (self).learns(self.head.bias, 0, )
    return torch.len(self.trained)
  def learns(self, parameter: Tensor, phase: int) -> int:
    now = torch.le(phase, self.phase)
    _r = torch.requires_grad_(parameter, now)
    if now:
      _t = torch.append(self.trained, parameter)
    else:
      pass
    return phase
  def shared(self, size: Tensor) -> List[Tensor]:
    self.shared_logits = torch.repeat(torch.zeros_like(torch.select(self.t, 0, 0)), [int(size)])
    self.shared_gradient = torch.zeros_like(self.shared_logits)
    return [self.shared_logits, self.shared_gradient]
  def share_logits(self, x: Tensor) -> List[Tensor]:
    logits = (self).logits(x, )
    _c = torch.copy_(torch.view_as(torch.narrow(self.shared_logits, 0, 0, torch.numel(logits)), logits), torch.detach(logits))
    return [logits]
  def shared_backward(self, logits: Tensor) -> List[Tensor]:
    return (self).backward(logits, torch.view_as(torch.narrow(self.shared_gradient, 0, 0, torch.numel(logits)), logits), )
  def shared_backward_more(self, logits: Tensor) -> List[Tensor]:
    return (self).backward_more(logits, torch.view_as(torch.narrow(self.shared_gradient, 0, 0, torch.numel(logits)), logits), )
  def forget(self, unused: Tensor) -> List[Tensor]:
    torch.clear(self.gradients)
    return [unused]
  def seed(self, number: Tensor) -> List[Tensor]:
    torch.manual_seed(int(number))
    return [number]
  # Takes the weights of the residual branches for the rows of the batch to come (branches x rows): 0
  # where an image goes without it.
  def keep(self, kept: Tensor) -> List[Tensor]:
    self.kept = (self).placed(kept, )
    return [self.kept]
  
  def drop_path(self, x: Tensor, branch: int, shape: List[int], training: bool) -> Tensor:
    if training:
      weights = torch.narrow(torch.select(self.kept, 0, branch), 0, 0, torch.size(x, 0))
      left = torch.mul(x, torch.to(torch.view(weights, shape), ops.prim.dtype(x)))
    else:
      left = x
    return left
  def upload(self, x: Tensor, y: Tensor) -> List[Tensor]:
    return [(self).placed(x, ), (self).placed(y, )]
  def train_forward(self, x: Tensor) -> List[Tensor]:
    return [(self).network((self).input(x, ), True, )]
  def probe(self, x: Tensor, y: Tensor) -> List[Tensor]:
    logits = (self).logits(x, )
    losses = (self).loss(torch.detach(logits), (self).placed(y, ), )
    _b = (self).backward(logits, losses[1], )
    torch.clear(self.gradients)
    return [losses[0]]
  def track(self, value: Tensor, x: Tensor, y: Tensor) -> Tensor:
    p = torch.sigmoid(x)
    present = torch.to(torch.gt(y, 0.5), 6)
    absent = torch.to(torch.eq(y, 0.), 6)
    found = torch.stack([value, torch.sum(torch.mul(p, present)), torch.sum(present), torch.sum(torch.mul(torch.rsub(p, 1.), absent)), torch.sum(absent)])
    return torch.add_(self.totals, found)
  def totals_so_far(self, unused: Tensor) -> List[Tensor]:
    return [torch.clone(self.totals)]
  def reset_totals(self, unused: Tensor) -> List[Tensor]:
    return [torch.zero_(self.totals)]
  def allocate(self, unused: Tensor) -> List[Tensor]:
    self.ema = torch.clone(self.flat)
    self.m = torch.zeros_like(torch.narrow(self.flat, 0, 0, 1308))
    self.v = torch.zeros_like(self.m)
    self.t = torch.zeros_like(torch.narrow(self.flat, 0, 0, 1))
    self.totals = torch.repeat(torch.zeros_like(torch.select(self.t, 0, 0), dtype=7), [5])
    self.kept = torch.repeat(torch.ones_like(torch.select(self.t, 0, 0)), [1, 8])
    _p0 = torch.append(self.decayed_p, torch.as_strided(self.flat, [8, 3, 4, 4], [48, 1, 12, 3], 0))
    _m0 = torch.append(self.decayed_m, torch.as_strided(self.m, [8, 3, 4, 4], [48, 1, 12, 3], 0))
    _v0 = torch.append(self.decayed_v, torch.as_strided(self.v, [8, 3, 4, 4], [48, 1, 12, 3], 0))
    _t0 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p392 = torch.append(self.decayed_p, torch.as_strided(self.flat, [8, 1, 7, 7], [49, 49, 7, 1], 392))
    _m392 = torch.append(self.decayed_m, torch.as_strided(self.m, [8, 1, 7, 7], [49, 49, 7, 1], 392))
    _v392 = torch.append(self.decayed_v, torch.as_strided(self.v, [8, 1, 7, 7], [49, 49, 7, 1], 392))
    _t392 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p840 = torch.append(self.decayed_p, torch.as_strided(self.flat, [24, 8], [8, 1], 840))
    _m840 = torch.append(self.decayed_m, torch.as_strided(self.m, [24, 8], [8, 1], 840))
    _v840 = torch.append(self.decayed_v, torch.as_strided(self.v, [24, 8], [8, 1], 840))
    _t840 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p1056 = torch.append(self.decayed_p, torch.as_strided(self.flat, [8, 8], [8, 1], 1056))
    _m1056 = torch.append(self.decayed_m, torch.as_strided(self.m, [8, 8], [8, 1], 1056))
    _v1056 = torch.append(self.decayed_v, torch.as_strided(self.v, [8, 8], [8, 1], 1056))
    _t1056 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p1128 = torch.append(self.decayed_p, torch.as_strided(self.flat, [20, 8], [8, 1], 1128))
    _m1128 = torch.append(self.decayed_m, torch.as_strided(self.m, [20, 8], [8, 1], 1128))
    _v1128 = torch.append(self.decayed_v, torch.as_strided(self.v, [20, 8], [8, 1], 1128))
    _t1128 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p384 = torch.append(self.plain_p, torch.as_strided(self.flat, [8], [1], 384))
    _m384 = torch.append(self.plain_m, torch.as_strided(self.m, [8], [1], 384))
    _v384 = torch.append(self.plain_v, torch.as_strided(self.v, [8], [1], 384))
    _t384 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p784 = torch.append(self.plain_p, torch.as_strided(self.flat, [8], [1], 784))
    _m784 = torch.append(self.plain_m, torch.as_strided(self.m, [8], [1], 784))
    _v784 = torch.append(self.plain_v, torch.as_strided(self.v, [8], [1], 784))
    _t784 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p792 = torch.append(self.plain_p, torch.as_strided(self.flat, [1, 1, 8], [8, 8, 1], 792))
    _m792 = torch.append(self.plain_m, torch.as_strided(self.m, [1, 1, 8], [8, 8, 1], 792))
    _v792 = torch.append(self.plain_v, torch.as_strided(self.v, [1, 1, 8], [8, 8, 1], 792))
    _t792 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p800 = torch.append(self.plain_p, torch.as_strided(self.flat, [1, 5, 8], [40, 8, 1], 800))
    _m800 = torch.append(self.plain_m, torch.as_strided(self.m, [1, 5, 8], [40, 8, 1], 800))
    _v800 = torch.append(self.plain_v, torch.as_strided(self.v, [1, 5, 8], [40, 8, 1], 800))
    _t800 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p1032 = torch.append(self.plain_p, torch.as_strided(self.flat, [24], [1], 1032))
    _m1032 = torch.append(self.plain_m, torch.as_strided(self.m, [24], [1], 1032))
    _v1032 = torch.append(self.plain_v, torch.as_strided(self.v, [24], [1], 1032))
    _t1032 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p1120 = torch.append(self.plain_p, torch.as_strided(self.flat, [8], [1], 1120))
    _m1120 = torch.append(self.plain_m, torch.as_strided(self.m, [8], [1], 1120))
    _v1120 = torch.append(self.plain_v, torch.as_strided(self.v, [8], [1], 1120))
    _t1120 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p1288 = torch.append(self.plain_p, torch.as_strided(self.flat, [20], [1], 1288))
    _m1288 = torch.append(self.plain_m, torch.as_strided(self.m, [20], [1], 1288))
    _v1288 = torch.append(self.plain_v, torch.as_strided(self.v, [20], [1], 1288))
    _t1288 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _l = (self).choose()
    return [self.flat]
  def shares_memory(self, unused: Tensor) -> List[Tensor]:
    kept = torch.clone(torch.select(self.flat, 0, 0))
    _0 = torch.fill_(torch.select(self.flat, 0, 0), 12345.)
    changed = torch.select(torch.flatten(torch.detach(self.stem.weight)), 0, 0)
    same = torch.to(torch.eq(changed, 12345.), 6)
    _1 = torch.copy_(torch.select(self.flat, 0, 0), kept)
    return [same]
  def swap(self, unused: Tensor) -> List[Tensor]:
    kept = torch.clone(self.flat)
    _0 = torch.copy_(self.flat, self.ema)
    _1 = torch.copy_(self.ema, kept)
    return [_1]
  def state(self, unused: Tensor) -> List[Tensor]:
    return [self.flat, self.ema, self.m, self.v, self.t, self.loss_state]
  def restore(self, s: Tensor, ema: Tensor, m: Tensor, v: Tensor, t: Tensor, l: Tensor) -> List[Tensor]:
    _0 = torch.copy_(self.flat, s)
    _1 = torch.copy_(self.ema, ema)
    _2 = torch.copy_(self.m, m)
    _3 = torch.copy_(self.v, v)
    _4 = torch.copy_(self.t, t)
    _5 = torch.copy_(self.loss_state, l)
    return [_0, _1, _2, _3, _4, _5]
class Net_stem(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  training : bool
  weight : Tensor
  bias : Tensor
class Net_block(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  conv_dw : __torch__.Net_block_conv_dw
class Net_block_conv_dw(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  training : bool
  weight : Tensor
  bias : Tensor
class Net_attn(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  qkv : __torch__.Net_attn_qkv
  proj : __torch__.Net_attn_proj
class Net_attn_qkv(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  training : bool
  weight : Tensor
  bias : Tensor
class Net_attn_proj(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  training : bool
  weight : Tensor
  bias : Tensor
class Net_head(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  training : bool
  weight : Tensor
  bias : Tensor
