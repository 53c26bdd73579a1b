"""What the house costs, measured beside what it cannot cost less than; on data made for it."""
