"""Tools for rule authors: what a pack says it finds, what it finds, and why.

    tried      `trials` → `examples` (run; `compare` what should be with all that was `found`) → `failures`, `junit`; `coverage`;
               `workbench` keeps a pack at hand for one run after the other
    explained  `stepping` → `outcome` → `explainer` → `explain` → `explanation` (the records) → `explanation_text`; `wording` and
               `near` say why not, `misses` says it of a missed event
    sought     `query` → `concordance` → `arrange` → `keywords`
    measured   `scoring`, `ablation` → `evaluation` → `evaluation_text`, `evaluation_json`
    compared   `revisions` → `difference` → `difference_text`; `side_by_side` shows two events

`opening` opens a pack for those that explain it.
"""
