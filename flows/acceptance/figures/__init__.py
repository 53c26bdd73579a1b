"""What acceptance is judged on, by noun; one SQL query → one frozen dataclass."""
