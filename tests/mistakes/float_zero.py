from theory.losses import remaining_loss
from theory.models import pretrained
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, loss

CLAIM = Claim(
    id="float_zero",
    source="s",
    short="RL of FT is 0",
    latex="",
    assumes=(noiseless,),
    statement=Statement((loss("RL"),), lambda p: remaining_loss(p, pretrained(p)), lambda p: 0.0),
)
