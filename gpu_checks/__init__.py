"""Studies at scale: whether unlearning by regularized fine-tuning comes closer to the golden model on trained networks.

Data goes one way: data set and split -> stacked models trained as one batch -> methods -> metrics -> statistics -> a result file.
Every function is given its seeds; none keeps or changes global state. Needs torch (the ``gpu`` extra).
"""
