class Net(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  flat : Tensor
  ema : Tensor
  m : Tensor
  v : Tensor
  t : Tensor
  totals : Tensor
  shared_logits : Tensor
  shared_gradient : Tensor
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
  conv1 : __torch__.Net_conv1
  bn1 : __torch__.Net_bn1
  layer1 : __torch__.Net_layer1
  layer2 : __torch__.Net_layer2
  layer3 : __torch__.Net_layer3
  fc : __torch__.Net_fc
  def network(self, x: Tensor, training: bool) -> Tensor:
    h0 = torch.conv2d(torch.to(x, 15), torch.to(self.conv1.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h1 = torch.batch_norm(h0, self.bn1.weight, self.bn1.bias, self.bn1.running_mean, self.bn1.running_var, training, 0.1, 1.0E-5, True)
    h2 = torch.relu_(h1)
    h3 = torch.conv2d(torch.to(h2, 15), torch.to(getattr(self.layer1, "0").conv1.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h4 = torch.batch_norm(h3, getattr(self.layer1, "0").bn1.weight, getattr(self.layer1, "0").bn1.bias, getattr(self.layer1, "0").bn1.running_mean, getattr(self.layer1, "0").bn1.running_var, training, 0.1, 1.0E-5, True)
    h5 = torch.relu_(h4)
    h6 = torch.conv2d(torch.to(h5, 15), torch.to(getattr(self.layer1, "0").conv2.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h7 = torch.batch_norm(h6, getattr(self.layer1, "0").bn2.weight, getattr(self.layer1, "0").bn2.bias, getattr(self.layer1, "0").bn2.running_mean, getattr(self.layer1, "0").bn2.running_var, training, 0.1, 1.0E-5, True)
    h8 = torch.add_(h7, h2)
    h9 = torch.relu_(h8)
    h10 = torch.conv2d(torch.to(h9, 15), torch.to(getattr(self.layer1, "1").conv1.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h11 = torch.batch_norm(h10, getattr(self.layer1, "1").bn1.weight, getattr(self.layer1, "1").bn1.bias, getattr(self.layer1, "1").bn1.running_mean, getattr(self.layer1, "1").bn1.running_var, training, 0.1, 1.0E-5, True)
    h12 = torch.relu_(h11)
    h13 = torch.conv2d(torch.to(h12, 15), torch.to(getattr(self.layer1, "1").conv2.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h14 = torch.batch_norm(h13, getattr(self.layer1, "1").bn2.weight, getattr(self.layer1, "1").bn2.bias, getattr(self.layer1, "1").bn2.running_mean, getattr(self.layer1, "1").bn2.running_var, training, 0.1, 1.0E-5, True)
    h15 = torch.add_(h14, h9)
    h16 = torch.relu_(h15)
    h17 = torch.conv2d(torch.to(h16, 15), torch.to(getattr(self.layer1, "2").conv1.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h18 = torch.batch_norm(h17, getattr(self.layer1, "2").bn1.weight, getattr(self.layer1, "2").bn1.bias, getattr(self.layer1, "2").bn1.running_mean, getattr(self.layer1, "2").bn1.running_var, training, 0.1, 1.0E-5, True)
    h19 = torch.relu_(h18)
    h20 = torch.conv2d(torch.to(h19, 15), torch.to(getattr(self.layer1, "2").conv2.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h21 = torch.batch_norm(h20, getattr(self.layer1, "2").bn2.weight, getattr(self.layer1, "2").bn2.bias, getattr(self.layer1, "2").bn2.running_mean, getattr(self.layer1, "2").bn2.running_var, training, 0.1, 1.0E-5, True)
    h22 = torch.add_(h21, h16)
    h23 = torch.relu_(h22)
    h24 = torch.slice(h23, 2, 0, 9223372036854775807, 2)
    h25 = torch.slice(h24, 3, 0, 9223372036854775807, 2)
    h26 = torch.constant_pad_nd(h25, [0, 0, 0, 0, 8, 8], 0)
    h27 = torch.conv2d(torch.to(h23, 15), torch.to(getattr(self.layer2, "0").conv1.weight, 15), None, [2, 2], [1, 1], [1, 1], 1)
    h28 = torch.batch_norm(h27, getattr(self.layer2, "0").bn1.weight, getattr(self.layer2, "0").bn1.bias, getattr(self.layer2, "0").bn1.running_mean, getattr(self.layer2, "0").bn1.running_var, training, 0.1, 1.0E-5, True)
    h29 = torch.relu_(h28)
    h30 = torch.conv2d(torch.to(h29, 15), torch.to(getattr(self.layer2, "0").conv2.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h31 = torch.batch_norm(h30, getattr(self.layer2, "0").bn2.weight, getattr(self.layer2, "0").bn2.bias, getattr(self.layer2, "0").bn2.running_mean, getattr(self.layer2, "0").bn2.running_var, training, 0.1, 1.0E-5, True)
    h32 = torch.add_(h31, h26)
    h33 = torch.relu_(h32)
    h34 = torch.conv2d(torch.to(h33, 15), torch.to(getattr(self.layer2, "1").conv1.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h35 = torch.batch_norm(h34, getattr(self.layer2, "1").bn1.weight, getattr(self.layer2, "1").bn1.bias, getattr(self.layer2, "1").bn1.running_mean, getattr(self.layer2, "1").bn1.running_var, training, 0.1, 1.0E-5, True)
    h36 = torch.relu_(h35)
    h37 = torch.conv2d(torch.to(h36, 15), torch.to(getattr(self.layer2, "1").conv2.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h38 = torch.batch_norm(h37, getattr(self.layer2, "1").bn2.weight, getattr(self.layer2, "1").bn2.bias, getattr(self.layer2, "1").bn2.running_mean, getattr(self.layer2, "1").bn2.running_var, training, 0.1, 1.0E-5, True)
    h39 = torch.add_(h38, h33)
    h40 = torch.relu_(h39)
    h41 = torch.conv2d(torch.to(h40, 15), torch.to(getattr(self.layer2, "2").conv1.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h42 = torch.batch_norm(h41, getattr(self.layer2, "2").bn1.weight, getattr(self.layer2, "2").bn1.bias, getattr(self.layer2, "2").bn1.running_mean, getattr(self.layer2, "2").bn1.running_var, training, 0.1, 1.0E-5, True)
    h43 = torch.relu_(h42)
    h44 = torch.conv2d(torch.to(h43, 15), torch.to(getattr(self.layer2, "2").conv2.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h45 = torch.batch_norm(h44, getattr(self.layer2, "2").bn2.weight, getattr(self.layer2, "2").bn2.bias, getattr(self.layer2, "2").bn2.running_mean, getattr(self.layer2, "2").bn2.running_var, training, 0.1, 1.0E-5, True)
    h46 = torch.add_(h45, h40)
    h47 = torch.relu_(h46)
    h48 = torch.slice(h47, 2, 0, 9223372036854775807, 2)
    h49 = torch.slice(h48, 3, 0, 9223372036854775807, 2)
    h50 = torch.constant_pad_nd(h49, [0, 0, 0, 0, 16, 16], 0)
    h51 = torch.conv2d(torch.to(h47, 15), torch.to(getattr(self.layer3, "0").conv1.weight, 15), None, [2, 2], [1, 1], [1, 1], 1)
    h52 = torch.batch_norm(h51, getattr(self.layer3, "0").bn1.weight, getattr(self.layer3, "0").bn1.bias, getattr(self.layer3, "0").bn1.running_mean, getattr(self.layer3, "0").bn1.running_var, training, 0.1, 1.0E-5, True)
    h53 = torch.relu_(h52)
    h54 = torch.conv2d(torch.to(h53, 15), torch.to(getattr(self.layer3, "0").conv2.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h55 = torch.batch_norm(h54, getattr(self.layer3, "0").bn2.weight, getattr(self.layer3, "0").bn2.bias, getattr(self.layer3, "0").bn2.running_mean, getattr(self.layer3, "0").bn2.running_var, training, 0.1, 1.0E-5, True)
    h56 = torch.add_(h55, h50)
    h57 = torch.relu_(h56)
    h58 = torch.conv2d(torch.to(h57, 15), torch.to(getattr(self.layer3, "1").conv1.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h59 = torch.batch_norm(h58, getattr(self.layer3, "1").bn1.weight, getattr(self.layer3, "1").bn1.bias, getattr(self.layer3, "1").bn1.running_mean, getattr(self.layer3, "1").bn1.running_var, training, 0.1, 1.0E-5, True)
    h60 = torch.relu_(h59)
    h61 = torch.conv2d(torch.to(h60, 15), torch.to(getattr(self.layer3, "1").conv2.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h62 = torch.batch_norm(h61, getattr(self.layer3, "1").bn2.weight, getattr(self.layer3, "1").bn2.bias, getattr(self.layer3, "1").bn2.running_mean, getattr(self.layer3, "1").bn2.running_var, training, 0.1, 1.0E-5, True)
    h63 = torch.add_(h62, h57)
    h64 = torch.relu_(h63)
    h65 = torch.conv2d(torch.to(h64, 15), torch.to(getattr(self.layer3, "2").conv1.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h66 = torch.batch_norm(h65, getattr(self.layer3, "2").bn1.weight, getattr(self.layer3, "2").bn1.bias, getattr(self.layer3, "2").bn1.running_mean, getattr(self.layer3, "2").bn1.running_var, training, 0.1, 1.0E-5, True)
    h67 = torch.relu_(h66)
    h68 = torch.conv2d(torch.to(h67, 15), torch.to(getattr(self.layer3, "2").conv2.weight, 15), None, [1, 1], [1, 1], [1, 1], 1)
    h69 = torch.batch_norm(h68, getattr(self.layer3, "2").bn2.weight, getattr(self.layer3, "2").bn2.bias, getattr(self.layer3, "2").bn2.running_mean, getattr(self.layer3, "2").bn2.running_var, training, 0.1, 1.0E-5, True)
    h70 = torch.add_(h69, h64)
    h71 = torch.relu_(h70)
    h72 = torch.mean(h71, [2, 3], False, dtype=None)
    h73 = torch.linear(torch.to(h72, 15), torch.to(self.fc.weight, 15), torch.to(self.fc.bias, 15))
    h74 = torch.to(h73, 6)
    return h74
  def forward(self, x: Tensor) -> Tensor:
    return (self).network(torch.div(torch.sub(x, torch.view(torch.tensor([0.485, 0.456, 0.406], dtype=6, device=ops.prim.device(x)), [1, 3, 1, 1])), torch.view(torch.tensor([0.229, 0.224, 0.225], dtype=6, device=ops.prim.device(x)), [1, 3, 1, 1])), self.training, )
  def placed(self, x: Tensor) -> Tensor:
    if ops.prim.is_cuda(self.flat):
      there = torch.to(torch.pin_memory(x, None), ops.prim.device(self.flat), ops.prim.dtype(x), True, False, None)
    else:
      there = x
    return there
  def input(self, x: Tensor) -> Tensor:
    z = torch.div(torch.to(torch.permute((self).placed(x, ), [0, 3, 1, 2]), 6), 255.)
    return torch.div(torch.sub(z, torch.view(torch.tensor([0.485, 0.456, 0.406], dtype=6, device=ops.prim.device(z)), [1, 3, 1, 1])), torch.view(torch.tensor([0.229, 0.224, 0.225], dtype=6, device=ops.prim.device(z)), [1, 3, 1, 1]))
  def predict(self, x: Tensor) -> List[Tensor]:
    return [(self).network((self).input(x, ), False, )]
  def loss(self, x: Tensor, y: Tensor) -> List[Tensor]:
    s = torch.log_softmax(x, 1)
    p = torch.exp(s)
    smooth = torch.add(torch.mul(y, 0.9), torch.div(0.1, torch.mul(torch.size(y, 1), 1.)))
    terms = torch.mul(smooth, s)
    slopes = smooth
    rows = torch.mul(torch.size(x, 0), 1.)
    value = torch.neg(torch.div(torch.sum(terms), rows))
    slopes = torch.neg(torch.div(slopes, rows))
    gradient = torch.sub(slopes, torch.mul(p, torch.sum(slopes, [1], True)))
    return [value, gradient]
  def step(self, x: Tensor, y: Tensor, hyper: Tensor) -> List[Tensor]:
    logits0 = (self).logits(torch.slice(x, 0, 0, 3, 1), )
    gradient0 = (self).gradient(torch.detach(logits0), torch.slice(y, 0, 0, 3, 1), 0.375, )
    _b0 = (self).backward(logits0, gradient0, )
    logits1 = (self).logits(torch.slice(x, 0, 3, 6, 1), )
    gradient1 = (self).gradient(torch.detach(logits1), torch.slice(y, 0, 3, 6, 1), 0.375, )
    _b1 = (self).backward_more(logits1, gradient1, )
    logits2 = (self).logits(torch.slice(x, 0, 6, 8, 1), )
    gradient2 = (self).gradient(torch.detach(logits2), torch.slice(y, 0, 6, 8, 1), 0.25, )
    _b2 = (self).backward_more(logits2, gradient2, )
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
    n0 = (self).optimize(self.decayed_p, torch.slice(self.gradients, 0, 20, 1), self.decayed_m, self.decayed_v, self.decayed_t, lr, momentum, True, )
    n1 = (self).optimize(self.plain_p, torch.slice(self.gradients, 20, 59, 1), self.plain_m, self.plain_v, self.plain_t, lr, momentum, False, )
    torch.clear(self.gradients)
    return [self.totals]
  def optimize(self, ps: List[Tensor], gs: List[Tensor], ms: List[Tensor], vs: List[Tensor], ts: List[Tensor], lr: float, momentum: float, decayed: bool) -> int:
    if torch.gt(torch.len(gs), 0):
      decay = 1.0E-4
      if decayed:
        pass
      else:
        decay = 0.
      buffers = ms
      if torch.gt(momentum, 0.):
        pass
      else:
        buffers = annotate(List[Tensor], [])
      torch._fused_sgd_(ps, gs, buffers, weight_decay=decay, momentum=momentum, lr=lr, dampening=0., nesterov=True, maximize=False, is_first_step=False)
    else:
      pass
    return torch.len(ps)
  def enter_phase(self, number: Tensor) -> List[Tensor]:
    self.phase = int(number)
    _l = (self).choose()
    return [number]
  def choose(self) -> int:
    torch.clear(self.trained)
    _l0 = (self).learns(self.conv1.weight, 0, )
    _l1 = (self).learns(getattr(self.layer1, "0").conv1.weight, 0, )
    _l2 = (self).learns(getattr(self.layer1, "0").conv2.weight, 0, )
    _l3 = (self).learns(getattr(self.layer1, "1").conv1.weight, 0, )
    _l4 = (self).learns(getattr(self.layer1, "1").conv2.weight, 0, )
    _l5 = (self).learns(getattr(self.layer1, "2").conv1.weight, 0, )
    _l6 = (self).learns(getattr(self.layer1, "2").conv2.weight, 0, )
    _l7 = (self).learns(getattr(self.layer2, "0").conv1.weight, 0, )
    _l8 = (self).learns(getattr(self.layer2, "0").conv2.weight, 0, )
    _l9 = (self).learns(getattr(self.layer2, "1").conv1.weight, 0, )
    _l10 = (self).learns(getattr(self.layer2, "1").conv2.weight, 0, )
    _l11 = (self).learns(getattr(self.layer2, "2").conv1.weight, 0, )
    _l12 = (self).learns(getattr(self.layer2, "2").conv2.weight, 0, )
    _l13 = (self).learns(getattr(self.layer3, "0").conv1.weight, 0, )
    _l14 = (self).learns(getattr(self.layer3, "0").conv2.weight, 0, )
    _l15 = (self).learns(getattr(self.layer3, "1").conv1.weight, 0, )
    _l16 = (self).learns(getattr(self.layer3, "1").conv2.weight, 0, )
    _l17 = (self).learns(getattr(self.layer3, "2").conv1.weight, 0, )
    _l18 = (self).learns(getattr(self.layer3, "2").conv2.weight, 0, )
    _l19 = (self).learns(self.fc.weight, 0, )
    _l20 = (self).learns(self.bn1.weight, 0, )
    _l21 = (self).learns(self.bn1.bias, 0, )
    _l22 = (self).learns(getattr(self.layer1, "0").bn1.weight, 0, )
    _l23 = (self).learns(getattr(self.layer1, "0").bn1.bias, 0, )
    _l24 = (self).learns(getattr(self.layer1, "0").bn2.weight, 0, )
    _l25 = (self).learns(getattr(self.layer1, "0").bn2.bias, 0, )
    _l26 = (self).learns(getattr(self.layer1, "1").bn1.weight, 0, )
    _l27 = (self).learns(getattr(self.layer1, "1").bn1.bias, 0, )
    _l28 = (self).learns(getattr(self.layer1, "1").bn2.weight, 0, )
    _l29 = (self).learns(getattr(self.layer1, "1").bn2.bias, 0, )
    _l30 = (self).learns(getattr(self.layer1, "2").bn1.weight, 0, )
    _l31 = (self).learns(getattr(self.layer1, "2").bn1.bias, 0, )
    _l32 = (self).learns(getattr(self.layer1, "2").bn2.weight, 0, )
    _l33 = (self).learns(getattr(self.layer1, "2").bn2.bias, 0, )
    _l34 = (self).learns(getattr(self.layer2, "0").bn1.weight, 0, )
    _l35 = (self).learns(getattr(self.layer2, "0").bn1.bias, 0, )
    _l36 = (self).learns(getattr(self.layer2, "0").bn2.weight, 0, )
    _l37 = (self).learns(getattr(self.layer2, "0").bn2.bias, 0, )
    _l38 = (self).learns(getattr(self.layer2, "1").bn1.weight, 0, )
    _l39 = (self).learns(getattr(self.layer2, "1").bn1.bias, 0, )
    _l40 = (self).learns(getattr(self.layer2, "1").bn2.weight, 0, )
    _l41 = (self).learns(getattr(self.layer2, "1").bn2.bias, 0, )
    _l42 = (self).learns(getattr(self.layer2, "2").bn1.weight, 0, )
    _l43 = (self).learns(getattr(self.layer2, "2").bn1.bias, 0, )
    _l44 = (self).learns(getattr(self.layer2, "2").bn2.weight, 0, )
    _l45 = (self).learns(getattr(self.layer2, "2").bn2.bias, 0, )
    _l46 = (self).learns(getattr(self.layer3, "0").bn1.weight, 0, )
    _l47 = (self).learns(getattr(self.layer3, "0").bn1.bias, 0, )
    _l48 = (self).learns(getattr(self.layer3, "0").bn2.weight, 0, )
    _l49 = (self).learns(getattr(self.layer3, "0").bn2.bias, 0, )
    _l50 = (self).learns(getattr(self.layer3, "1").bn1.weight, 0, )
    _l51 = (self).learns(getattr(self.layer3, "1").bn1.bias, 0, )
    _l52 = (self).learns(getattr(self.layer3, "1").bn2.weight, 0, )
    _l53 = (self).learns(getattr(self.layer3, "1").bn2.bias, 0, )
    _l54 = (self).learns(getattr(self.layer3, "2").bn1.weight, 0, )
    _l55 = (self).learns(getattr(self.layer3, "2").bn1.bias, 0, )
    _l56 = (self).learns(getattr(self.layer3, "2").bn2.weight, 0, )
    _l57 = (self).learns(getattr(self.layer3, "2").bn2.bias, 0, )
    _l58 = (self).learns(self.fc.bias, 0, )
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
    p = torch.softmax(x, 1)
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
    self.m = torch.zeros_like(torch.narrow(self.flat, 0, 0, 270372))
    self.v = torch.zeros_like(self.m)
    self.t = torch.zeros_like(torch.narrow(self.flat, 0, 0, 1))
    self.totals = torch.repeat(torch.zeros_like(torch.select(self.t, 0, 0), dtype=7), [5])
    _p0 = torch.append(self.decayed_p, torch.as_strided(self.flat, [16, 3, 3, 3], [27, 1, 9, 3], 0))
    _m0 = torch.append(self.decayed_m, torch.as_strided(self.m, [16, 3, 3, 3], [27, 1, 9, 3], 0))
    _v0 = torch.append(self.decayed_v, torch.as_strided(self.v, [16, 3, 3, 3], [27, 1, 9, 3], 0))
    _t0 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p464 = torch.append(self.decayed_p, torch.as_strided(self.flat, [16, 16, 3, 3], [144, 1, 48, 16], 464))
    _m464 = torch.append(self.decayed_m, torch.as_strided(self.m, [16, 16, 3, 3], [144, 1, 48, 16], 464))
    _v464 = torch.append(self.decayed_v, torch.as_strided(self.v, [16, 16, 3, 3], [144, 1, 48, 16], 464))
    _t464 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p2800 = torch.append(self.decayed_p, torch.as_strided(self.flat, [16, 16, 3, 3], [144, 1, 48, 16], 2800))
    _m2800 = torch.append(self.decayed_m, torch.as_strided(self.m, [16, 16, 3, 3], [144, 1, 48, 16], 2800))
    _v2800 = torch.append(self.decayed_v, torch.as_strided(self.v, [16, 16, 3, 3], [144, 1, 48, 16], 2800))
    _t2800 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p5136 = torch.append(self.decayed_p, torch.as_strided(self.flat, [16, 16, 3, 3], [144, 1, 48, 16], 5136))
    _m5136 = torch.append(self.decayed_m, torch.as_strided(self.m, [16, 16, 3, 3], [144, 1, 48, 16], 5136))
    _v5136 = torch.append(self.decayed_v, torch.as_strided(self.v, [16, 16, 3, 3], [144, 1, 48, 16], 5136))
    _t5136 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p7472 = torch.append(self.decayed_p, torch.as_strided(self.flat, [16, 16, 3, 3], [144, 1, 48, 16], 7472))
    _m7472 = torch.append(self.decayed_m, torch.as_strided(self.m, [16, 16, 3, 3], [144, 1, 48, 16], 7472))
    _v7472 = torch.append(self.decayed_v, torch.as_strided(self.v, [16, 16, 3, 3], [144, 1, 48, 16], 7472))
    _t7472 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p9808 = torch.append(self.decayed_p, torch.as_strided(self.flat, [16, 16, 3, 3], [144, 1, 48, 16], 9808))
    _m9808 = torch.append(self.decayed_m, torch.as_strided(self.m, [16, 16, 3, 3], [144, 1, 48, 16], 9808))
    _v9808 = torch.append(self.decayed_v, torch.as_strided(self.v, [16, 16, 3, 3], [144, 1, 48, 16], 9808))
    _t9808 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p12144 = torch.append(self.decayed_p, torch.as_strided(self.flat, [16, 16, 3, 3], [144, 1, 48, 16], 12144))
    _m12144 = torch.append(self.decayed_m, torch.as_strided(self.m, [16, 16, 3, 3], [144, 1, 48, 16], 12144))
    _v12144 = torch.append(self.decayed_v, torch.as_strided(self.v, [16, 16, 3, 3], [144, 1, 48, 16], 12144))
    _t12144 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p14480 = torch.append(self.decayed_p, torch.as_strided(self.flat, [32, 16, 3, 3], [144, 1, 48, 16], 14480))
    _m14480 = torch.append(self.decayed_m, torch.as_strided(self.m, [32, 16, 3, 3], [144, 1, 48, 16], 14480))
    _v14480 = torch.append(self.decayed_v, torch.as_strided(self.v, [32, 16, 3, 3], [144, 1, 48, 16], 14480))
    _t14480 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p19152 = torch.append(self.decayed_p, torch.as_strided(self.flat, [32, 32, 3, 3], [288, 1, 96, 32], 19152))
    _m19152 = torch.append(self.decayed_m, torch.as_strided(self.m, [32, 32, 3, 3], [288, 1, 96, 32], 19152))
    _v19152 = torch.append(self.decayed_v, torch.as_strided(self.v, [32, 32, 3, 3], [288, 1, 96, 32], 19152))
    _t19152 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p28432 = torch.append(self.decayed_p, torch.as_strided(self.flat, [32, 32, 3, 3], [288, 1, 96, 32], 28432))
    _m28432 = torch.append(self.decayed_m, torch.as_strided(self.m, [32, 32, 3, 3], [288, 1, 96, 32], 28432))
    _v28432 = torch.append(self.decayed_v, torch.as_strided(self.v, [32, 32, 3, 3], [288, 1, 96, 32], 28432))
    _t28432 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p37712 = torch.append(self.decayed_p, torch.as_strided(self.flat, [32, 32, 3, 3], [288, 1, 96, 32], 37712))
    _m37712 = torch.append(self.decayed_m, torch.as_strided(self.m, [32, 32, 3, 3], [288, 1, 96, 32], 37712))
    _v37712 = torch.append(self.decayed_v, torch.as_strided(self.v, [32, 32, 3, 3], [288, 1, 96, 32], 37712))
    _t37712 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p46992 = torch.append(self.decayed_p, torch.as_strided(self.flat, [32, 32, 3, 3], [288, 1, 96, 32], 46992))
    _m46992 = torch.append(self.decayed_m, torch.as_strided(self.m, [32, 32, 3, 3], [288, 1, 96, 32], 46992))
    _v46992 = torch.append(self.decayed_v, torch.as_strided(self.v, [32, 32, 3, 3], [288, 1, 96, 32], 46992))
    _t46992 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p56272 = torch.append(self.decayed_p, torch.as_strided(self.flat, [32, 32, 3, 3], [288, 1, 96, 32], 56272))
    _m56272 = torch.append(self.decayed_m, torch.as_strided(self.m, [32, 32, 3, 3], [288, 1, 96, 32], 56272))
    _v56272 = torch.append(self.decayed_v, torch.as_strided(self.v, [32, 32, 3, 3], [288, 1, 96, 32], 56272))
    _t56272 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p65552 = torch.append(self.decayed_p, torch.as_strided(self.flat, [64, 32, 3, 3], [288, 1, 96, 32], 65552))
    _m65552 = torch.append(self.decayed_m, torch.as_strided(self.m, [64, 32, 3, 3], [288, 1, 96, 32], 65552))
    _v65552 = torch.append(self.decayed_v, torch.as_strided(self.v, [64, 32, 3, 3], [288, 1, 96, 32], 65552))
    _t65552 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p84112 = torch.append(self.decayed_p, torch.as_strided(self.flat, [64, 64, 3, 3], [576, 1, 192, 64], 84112))
    _m84112 = torch.append(self.decayed_m, torch.as_strided(self.m, [64, 64, 3, 3], [576, 1, 192, 64], 84112))
    _v84112 = torch.append(self.decayed_v, torch.as_strided(self.v, [64, 64, 3, 3], [576, 1, 192, 64], 84112))
    _t84112 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p121104 = torch.append(self.decayed_p, torch.as_strided(self.flat, [64, 64, 3, 3], [576, 1, 192, 64], 121104))
    _m121104 = torch.append(self.decayed_m, torch.as_strided(self.m, [64, 64, 3, 3], [576, 1, 192, 64], 121104))
    _v121104 = torch.append(self.decayed_v, torch.as_strided(self.v, [64, 64, 3, 3], [576, 1, 192, 64], 121104))
    _t121104 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p158096 = torch.append(self.decayed_p, torch.as_strided(self.flat, [64, 64, 3, 3], [576, 1, 192, 64], 158096))
    _m158096 = torch.append(self.decayed_m, torch.as_strided(self.m, [64, 64, 3, 3], [576, 1, 192, 64], 158096))
    _v158096 = torch.append(self.decayed_v, torch.as_strided(self.v, [64, 64, 3, 3], [576, 1, 192, 64], 158096))
    _t158096 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p195088 = torch.append(self.decayed_p, torch.as_strided(self.flat, [64, 64, 3, 3], [576, 1, 192, 64], 195088))
    _m195088 = torch.append(self.decayed_m, torch.as_strided(self.m, [64, 64, 3, 3], [576, 1, 192, 64], 195088))
    _v195088 = torch.append(self.decayed_v, torch.as_strided(self.v, [64, 64, 3, 3], [576, 1, 192, 64], 195088))
    _t195088 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p232080 = torch.append(self.decayed_p, torch.as_strided(self.flat, [64, 64, 3, 3], [576, 1, 192, 64], 232080))
    _m232080 = torch.append(self.decayed_m, torch.as_strided(self.m, [64, 64, 3, 3], [576, 1, 192, 64], 232080))
    _v232080 = torch.append(self.decayed_v, torch.as_strided(self.v, [64, 64, 3, 3], [576, 1, 192, 64], 232080))
    _t232080 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p269072 = torch.append(self.decayed_p, torch.as_strided(self.flat, [20, 64], [64, 1], 269072))
    _m269072 = torch.append(self.decayed_m, torch.as_strided(self.m, [20, 64], [64, 1], 269072))
    _v269072 = torch.append(self.decayed_v, torch.as_strided(self.v, [20, 64], [64, 1], 269072))
    _t269072 = torch.append(self.decayed_t, torch.select(self.t, 0, 0))
    _p432 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 432))
    _m432 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 432))
    _v432 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 432))
    _t432 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p448 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 448))
    _m448 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 448))
    _v448 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 448))
    _t448 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p2768 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 2768))
    _m2768 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 2768))
    _v2768 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 2768))
    _t2768 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p2784 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 2784))
    _m2784 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 2784))
    _v2784 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 2784))
    _t2784 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p5104 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 5104))
    _m5104 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 5104))
    _v5104 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 5104))
    _t5104 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p5120 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 5120))
    _m5120 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 5120))
    _v5120 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 5120))
    _t5120 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p7440 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 7440))
    _m7440 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 7440))
    _v7440 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 7440))
    _t7440 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p7456 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 7456))
    _m7456 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 7456))
    _v7456 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 7456))
    _t7456 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p9776 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 9776))
    _m9776 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 9776))
    _v9776 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 9776))
    _t9776 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p9792 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 9792))
    _m9792 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 9792))
    _v9792 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 9792))
    _t9792 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p12112 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 12112))
    _m12112 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 12112))
    _v12112 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 12112))
    _t12112 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p12128 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 12128))
    _m12128 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 12128))
    _v12128 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 12128))
    _t12128 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p14448 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 14448))
    _m14448 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 14448))
    _v14448 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 14448))
    _t14448 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p14464 = torch.append(self.plain_p, torch.as_strided(self.flat, [16], [1], 14464))
    _m14464 = torch.append(self.plain_m, torch.as_strided(self.m, [16], [1], 14464))
    _v14464 = torch.append(self.plain_v, torch.as_strided(self.v, [16], [1], 14464))
    _t14464 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p19088 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 19088))
    _m19088 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 19088))
    _v19088 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 19088))
    _t19088 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p19120 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 19120))
    _m19120 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 19120))
    _v19120 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 19120))
    _t19120 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p28368 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 28368))
    _m28368 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 28368))
    _v28368 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 28368))
    _t28368 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p28400 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 28400))
    _m28400 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 28400))
    _v28400 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 28400))
    _t28400 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p37648 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 37648))
    _m37648 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 37648))
    _v37648 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 37648))
    _t37648 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p37680 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 37680))
    _m37680 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 37680))
    _v37680 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 37680))
    _t37680 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p46928 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 46928))
    _m46928 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 46928))
    _v46928 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 46928))
    _t46928 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p46960 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 46960))
    _m46960 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 46960))
    _v46960 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 46960))
    _t46960 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p56208 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 56208))
    _m56208 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 56208))
    _v56208 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 56208))
    _t56208 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p56240 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 56240))
    _m56240 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 56240))
    _v56240 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 56240))
    _t56240 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p65488 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 65488))
    _m65488 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 65488))
    _v65488 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 65488))
    _t65488 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p65520 = torch.append(self.plain_p, torch.as_strided(self.flat, [32], [1], 65520))
    _m65520 = torch.append(self.plain_m, torch.as_strided(self.m, [32], [1], 65520))
    _v65520 = torch.append(self.plain_v, torch.as_strided(self.v, [32], [1], 65520))
    _t65520 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p83984 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 83984))
    _m83984 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 83984))
    _v83984 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 83984))
    _t83984 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p84048 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 84048))
    _m84048 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 84048))
    _v84048 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 84048))
    _t84048 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p120976 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 120976))
    _m120976 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 120976))
    _v120976 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 120976))
    _t120976 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p121040 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 121040))
    _m121040 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 121040))
    _v121040 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 121040))
    _t121040 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p157968 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 157968))
    _m157968 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 157968))
    _v157968 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 157968))
    _t157968 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p158032 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 158032))
    _m158032 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 158032))
    _v158032 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 158032))
    _t158032 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p194960 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 194960))
    _m194960 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 194960))
    _v194960 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 194960))
    _t194960 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p195024 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 195024))
    _m195024 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 195024))
    _v195024 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 195024))
    _t195024 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p231952 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 231952))
    _m231952 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 231952))
    _v231952 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 231952))
    _t231952 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p232016 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 232016))
    _m232016 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 232016))
    _v232016 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 232016))
    _t232016 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p268944 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 268944))
    _m268944 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 268944))
    _v268944 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 268944))
    _t268944 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p269008 = torch.append(self.plain_p, torch.as_strided(self.flat, [64], [1], 269008))
    _m269008 = torch.append(self.plain_m, torch.as_strided(self.m, [64], [1], 269008))
    _v269008 = torch.append(self.plain_v, torch.as_strided(self.v, [64], [1], 269008))
    _t269008 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _p270352 = torch.append(self.plain_p, torch.as_strided(self.flat, [20], [1], 270352))
    _m270352 = torch.append(self.plain_m, torch.as_strided(self.m, [20], [1], 270352))
    _v270352 = torch.append(self.plain_v, torch.as_strided(self.v, [20], [1], 270352))
    _t270352 = torch.append(self.plain_t, torch.select(self.t, 0, 0))
    _l = (self).choose()
    return [self.flat]
  def shares_memory(self, unused: Tensor) -> List[Tensor]:
    kept = torch.clone(torch.select(self.flat, 0, 0))
    _0 = torch.fill_(torch.select(self.flat, 0, 0), 12345.)
    changed = torch.select(torch.flatten(torch.detach(self.conv1.weight)), 0, 0)
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
class Net_conv1(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_bn1(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer1(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  __annotations__["0"] = __torch__.Net_layer1_0
  __annotations__["1"] = __torch__.Net_layer1_1
  __annotations__["2"] = __torch__.Net_layer1_2
class Net_layer1_0(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  conv1 : __torch__.Net_layer1_0_conv1
  bn1 : __torch__.Net_layer1_0_bn1
  conv2 : __torch__.Net_layer1_0_conv2
  bn2 : __torch__.Net_layer1_0_bn2
class Net_layer1_0_conv1(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer1_0_bn1(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer1_0_conv2(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer1_0_bn2(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer1_1(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  conv1 : __torch__.Net_layer1_1_conv1
  bn1 : __torch__.Net_layer1_1_bn1
  conv2 : __torch__.Net_layer1_1_conv2
  bn2 : __torch__.Net_layer1_1_bn2
class Net_layer1_1_conv1(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer1_1_bn1(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer1_1_conv2(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer1_1_bn2(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer1_2(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  conv1 : __torch__.Net_layer1_2_conv1
  bn1 : __torch__.Net_layer1_2_bn1
  conv2 : __torch__.Net_layer1_2_conv2
  bn2 : __torch__.Net_layer1_2_bn2
class Net_layer1_2_conv1(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer1_2_bn1(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer1_2_conv2(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer1_2_bn2(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer2(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  __annotations__["0"] = __torch__.Net_layer2_0
  __annotations__["1"] = __torch__.Net_layer2_1
  __annotations__["2"] = __torch__.Net_layer2_2
class Net_layer2_0(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  conv1 : __torch__.Net_layer2_0_conv1
  bn1 : __torch__.Net_layer2_0_bn1
  conv2 : __torch__.Net_layer2_0_conv2
  bn2 : __torch__.Net_layer2_0_bn2
class Net_layer2_0_conv1(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer2_0_bn1(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer2_0_conv2(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer2_0_bn2(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer2_1(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  conv1 : __torch__.Net_layer2_1_conv1
  bn1 : __torch__.Net_layer2_1_bn1
  conv2 : __torch__.Net_layer2_1_conv2
  bn2 : __torch__.Net_layer2_1_bn2
class Net_layer2_1_conv1(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer2_1_bn1(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer2_1_conv2(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer2_1_bn2(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer2_2(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  conv1 : __torch__.Net_layer2_2_conv1
  bn1 : __torch__.Net_layer2_2_bn1
  conv2 : __torch__.Net_layer2_2_conv2
  bn2 : __torch__.Net_layer2_2_bn2
class Net_layer2_2_conv1(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer2_2_bn1(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer2_2_conv2(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer2_2_bn2(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer3(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  __annotations__["0"] = __torch__.Net_layer3_0
  __annotations__["1"] = __torch__.Net_layer3_1
  __annotations__["2"] = __torch__.Net_layer3_2
class Net_layer3_0(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  conv1 : __torch__.Net_layer3_0_conv1
  bn1 : __torch__.Net_layer3_0_bn1
  conv2 : __torch__.Net_layer3_0_conv2
  bn2 : __torch__.Net_layer3_0_bn2
class Net_layer3_0_conv1(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer3_0_bn1(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer3_0_conv2(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer3_0_bn2(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer3_1(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  conv1 : __torch__.Net_layer3_1_conv1
  bn1 : __torch__.Net_layer3_1_bn1
  conv2 : __torch__.Net_layer3_1_conv2
  bn2 : __torch__.Net_layer3_1_bn2
class Net_layer3_1_conv1(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer3_1_bn1(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer3_1_conv2(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer3_1_bn2(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer3_2(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  conv1 : __torch__.Net_layer3_2_conv1
  bn1 : __torch__.Net_layer3_2_bn1
  conv2 : __torch__.Net_layer3_2_conv2
  bn2 : __torch__.Net_layer3_2_bn2
class Net_layer3_2_conv1(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer3_2_bn1(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_layer3_2_conv2(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  training : bool
  weight : Tensor
class Net_layer3_2_bn2(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = ["running_mean", "running_var", ]
  training : bool
  weight : Tensor
  bias : Tensor
  running_mean : Tensor
  running_var : Tensor
class Net_fc(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  training : bool
  weight : Tensor
  bias : Tensor
