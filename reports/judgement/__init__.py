"""Judgement: what the samples of a run say: costs, verdicts, attribution, growth, limits, predictions, doubts."""
