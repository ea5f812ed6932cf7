from theory.models import fine_tuned, pretrained
from verify.assumptions import noiseless
from verify.claim import Claim, Statement, weights

CLAIM = Claim(id="missing_fields", assumes=(noiseless,), statement=Statement((weights("w"),), pretrained, fine_tuned))
