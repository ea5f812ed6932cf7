"""What a run leaves behind: ledger, tables, changes against another ledger, sentences of the abstract, reviewers' questions."""
