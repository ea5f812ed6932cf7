from theory.losses import unlearning_loss
from theory.models import golden, option_a
from verify.assumptions import noiseless
from verify.claim import Claim, Relation, Statement, Truth, loss
from verify.counterexample import problem_of

CLAIM = Claim(
    id="pinned_false",
    source="s",
    short="UL(A) <= UL(w_g)",
    latex="",
    assumes=(noiseless,),
    truth=Truth.FALSE,
    counterexample=lambda: problem_of([[1], [1], [0]], [[0, -1], [0, 0], [1, 1]], [0, -1, 1]),
    statement=Statement(
        (loss("UL"),), lambda p: unlearning_loss(p, option_a(p)), lambda p: unlearning_loss(p, golden(p)), Relation.AT_MOST
    ),
)
