"""Words: the judgement in sentences, computed and never written by hand."""
