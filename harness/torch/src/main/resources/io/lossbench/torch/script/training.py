# All that a trial calls in the engine, beside network.py, input.py and loss.py: the methods of its archive's
# root module. ScriptMethod lists those that Java calls; what takes no tensor takes an unused one.
#
# The state is one flat tensor, self.flat: all parameters, in the order of ChannelsLast, then the running
# statistics. The network's
# named tensors are views of it, and so the moving average, the optimizer's moments, hashing, saving
# and restoring are a few operations on whole tensors.
#
# ScriptTemplate fills in what differs from trial to trial: ${name} is a value, or statements where it
# is alone on its line; the lines from `#: for each ...` to `#: end` are there once for each parameter
# of the network or part of a batch, those from `#: if ...` if that is so. Comments stay here. As the
# JIT has it, a name keeps one type, a list that an operator writes into must live on (hence
# attributes), and default arguments are written out.


# --- A training step in one call, as a graphics card takes it ---------------------------------------

# Trains on one batch: x uint8 N x H x W x 3 (vectors: float32
# N x width), y float32 N x C. A batch goes through the network in
# parts where it does not fit into memory as a whole.
def step(self, x: Tensor, y: Tensor, hyper: Tensor) -> List[Tensor]:
  ${keep_all}
  #: for each part
  ${keep}
  logits${part} = (self).logits(${x}, )
  gradient${part} = (self).gradient(torch.detach(logits${part}), ${y}, ${share}, )
  _b${part} = (self).backward${more}(logits${part}, gradient${part}, )
  #: end
  ${kept_all}
  return (self).update(hyper, )

# Logits in training mode, with what backward needs.
def logits(self, x: Tensor) -> Tensor:
  input = (self).input(x, )
  torch.set_grad_enabled(True)
  logits = (self).network(input, True, )
  torch.set_grad_enabled(False)
  return logits

# The gradient at the logits, of rows that have this share in the batch's loss; adds to the totals.
def gradient(self, logits: Tensor, y: Tensor, share: float) -> Tensor:
  targets = (self).placed(y, )
  losses = (self).loss(logits, targets, )
  _t = (self).track(torch.mul(losses[0], share), logits, targets, )
  return torch.mul(losses[1], share)

# The parameters' gradients of the first part of a batch.
def backward(self, logits: Tensor, gradient: Tensor) -> List[Tensor]:
  torch.set_grad_enabled(True)
  found = torch.autograd.grad([logits], self.trained, unchecked_cast(Optional[List[Optional[Tensor]]], annotate(List[Optional[Tensor]], [gradient])))
  torch.set_grad_enabled(False)
  torch.clear(self.gradients)
  for _i in range(torch.len(found)):
    _g = torch.append(self.gradients, (self).laid_out(unchecked_cast(Tensor, found[_i]), ))
  return [gradient]

# The same of a further part, added to those before.
def backward_more(self, logits: Tensor, gradient: Tensor) -> List[Tensor]:
  torch.set_grad_enabled(True)
  found = torch.autograd.grad([logits], self.trained, unchecked_cast(Optional[List[Optional[Tensor]]], annotate(List[Optional[Tensor]], [gradient])))
  torch.set_grad_enabled(False)
  more = annotate(List[Tensor], [])
  for _i in range(torch.len(found)):
    _g = torch.append(more, (self).laid_out(unchecked_cast(Tensor, found[_i]), ))
  torch._foreach_add_(self.gradients, more, alpha=1)
  return [gradient]

# A gradient in its parameter's memory layout: the fused optimizers walk raw memory, and autograd may
# hand back another one.
def laid_out(self, gradient: Tensor) -> Tensor:
  if torch.eq(torch.dim(gradient), 4):
    laid = torch.contiguous(gradient, memory_format=2)
  else:
    laid = torch.contiguous(gradient)
  return laid

# The optimizer's step with the gradients so far, and the moving average's. hyper is float32
# [learning rate, momentum, share of the new weights in the average] on the processor. The gradients are
# those of the whole batch here: clipping comes before anything else looks at them.
def update(self, hyper: Tensor) -> List[Tensor]:
  #: if value_clipped
  torch._foreach_clamp_min_(self.gradients, -${value_limit})
  torch._foreach_clamp_max_(self.gradients, ${value_limit})
  #: end
  #: if norm_clipped
  # Row-major, so that sums are those of any other layout of the kernels.
  rows = annotate(List[Tensor], [])
  for _i in range(torch.len(self.gradients)):
    _r = torch.append(rows, torch.contiguous(self.gradients[_i]))
  norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(rows, 2, None)), 2, None, False, dtype=None)
  torch._foreach_mul_(self.gradients, torch.clamp(torch.mul(torch.reciprocal(torch.add(norm, 1.0e-06)), ${norm_limit}), None, 1.))
  #: end
  _t = torch.add_(torch.narrow(self.t, 0, 0, torch.add(self.phase, 1)), 1)
  lr = float(torch.select(hyper, 0, 0))
  momentum = float(torch.select(hyper, 0, 1))
  #: for each group
  n${index} = (self).optimize(self.${group}_p, torch.slice(self.gradients, ${start}, ${end}, 1), self.${group}_m, self.${group}_v, self.${group}_t, ${rate}, momentum, ${decays}, )
  #: end
  torch.clear(self.gradients)
  #: if averaged
  _e = torch.lerp_(self.ema, self.flat, float(torch.select(hyper, 0, 2)))
  #: end
  return [self.totals]

# One group of parameters: parameters, gradients, moments and step counts. A group that is not trained
# yet has no gradients.
def optimize(self, ps: List[Tensor], gs: List[Tensor], ms: List[Tensor], vs: List[Tensor], ts: List[Tensor], lr: float, momentum: float, decayed: bool) -> int:
  if torch.gt(torch.len(gs), 0):
    ${optimizer}
  else:
    pass
  return torch.len(ps)

# Trains the parameters of this phase and of those before it; autograd then goes down to the lowest of
# them only. Layers ask self.phase whether they are in training mode.
def enter_phase(self, number: Tensor) -> List[Tensor]:
  self.phase = int(number)
  _l = (self).choose()
  return [number]

def choose(self) -> int:
  torch.clear(self.trained)
  #: for each parameter
  _l${index} = (self).learns(${path}, ${phase}, )
  #: end
  return torch.len(self.trained)

def learns(self, parameter: Tensor, phase: int) -> int:
  now = torch.le(phase, self.phase)
  _r = torch.requires_grad_(parameter, now)
  if now:
    _t = torch.append(self.trained, parameter)
  else:
    pass
  return phase


# --- The same in pieces, for a loss that the JVM computes -------------------------------------------

# The memory through which logits and their gradient come and go: float32, so many of each.
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

# Drops gradients that were computed and are not used.
def forget(self, unused: Tensor) -> List[Tensor]:
  torch.clear(self.gradients)
  return [unused]


# --- Random numbers ---------------------------------------------------------------------------------

# What dropout draws follows from this number alone, so that a trial that goes on draws what it would have.
def seed(self, number: Tensor) -> List[Tensor]:
  torch.manual_seed(int(number))
  return [number]


# --- Residual branches that images go without -------------------------------------------------------

#: if dropped
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
#: end


# --- Single parts of a step to be timed or tried -----------------------------------------------------

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


# --- Totals, float64, read once an epoch: reading waits for the device ---------------------------------

# Adds up what the report plots: the loss, and what the task tracks.
def track(self, value: Tensor, x: Tensor, y: Tensor) -> Tensor:
  ${tracked}
  found = torch.stack([value, ${sums}])
  return torch.add_(self.totals, found)

def totals_so_far(self, unused: Tensor) -> List[Tensor]:
  return [torch.clone(self.totals)]

def reset_totals(self, unused: Tensor) -> List[Tensor]:
  return [torch.zero_(self.totals)]


# --- State --------------------------------------------------------------------------------------------

# Makes what an archive does not hold: the moving average, the moments as flat tensors, a count of steps
# for each phase, and for each
# group of parameters the lists of views that the optimizer walks.
def allocate(self, unused: Tensor) -> List[Tensor]:
  self.ema = torch.clone(self.flat)
  self.m = torch.zeros_like(torch.narrow(self.flat, 0, 0, ${trained}))
  self.v = torch.zeros_like(self.m)
  self.t = torch.zeros_like(torch.narrow(self.flat, 0, 0, ${phases}))
  self.totals = torch.repeat(torch.zeros_like(torch.select(self.t, 0, 0), dtype=${float64}), [${totals}])
  ${kept_at_first}
  #: for each parameter
  _p${offset} = torch.append(self.${group}_p, torch.as_strided(self.flat, ${shape}, ${strides}, ${offset}))
  _m${offset} = torch.append(self.${group}_m, torch.as_strided(self.m, ${shape}, ${strides}, ${offset}))
  _v${offset} = torch.append(self.${group}_v, torch.as_strided(self.v, ${shape}, ${strides}, ${offset}))
  _t${offset} = torch.append(self.${group}_t, torch.select(self.t, 0, ${phase}))
  #: end
  _l = (self).choose()
  return [self.flat]

# Whether the first parameter lies in the flat state, 1 or 0: an engine that loads a copy would train
# nothing.
def shares_memory(self, unused: Tensor) -> List[Tensor]:
  kept = torch.clone(torch.select(self.flat, 0, 0))
  _0 = torch.fill_(torch.select(self.flat, 0, 0), 12345.)
  changed = torch.select(torch.flatten(torch.detach(${first})), 0, 0)
  same = torch.to(torch.eq(changed, 12345.), ${float32})
  _1 = torch.copy_(torch.select(self.flat, 0, 0), kept)
  return [same]

# Exchanges the weights with their moving average.
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
