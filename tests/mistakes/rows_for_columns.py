from theory.models import golden
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, labels

CLAIM = Claim(
    id="rows_for_columns",
    source="s",
    short="x",
    latex="",
    assumes=(noiseless,),
    statement=Statement((labels("pred"),), lambda p: p.x_r @ golden(p), lambda p: p.y_r),
)
