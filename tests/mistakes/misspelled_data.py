from verify.assumptions import noiseless
from verify.claim import Claim, Statement, weights

CLAIM = Claim(
    id="misspelled_data",
    source="s",
    short="x",
    latex="",
    assumes=(noiseless,),
    statement=Statement((weights("w"),), lambda p: p.xr @ p.y_r, lambda p: p.zero),
)
