from theory.models import golden, option_a
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, Truth, pure, weights
from verify.counterexample import problem_of

CLAIM = Claim(
    id="registered_conditional",
    source="s",
    short="A=w_g if distinct (sufficient only)",
    latex="",
    assumes=(noiseless,),
    truth=Truth.CONDITIONAL,
    counterexample=lambda: problem_of([[1], [1], [0]], [[0], [1], [1]], [1, 0, 0]),
    condition=Statement((pure("d_lap"),), lambda p: p.system.scalar(len(p.blocks.lap)), lambda p: p.system.scalar(0)),
    statement=Statement((weights("w"),), option_a, golden),
)
