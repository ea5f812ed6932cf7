"""Claims as propositions of Coq, a library to prove them with, and the proofs."""
