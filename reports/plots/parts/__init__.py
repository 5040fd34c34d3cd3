"""What figures share: frame, rows of a chart, colours, which groups one shows, how it is saved."""
