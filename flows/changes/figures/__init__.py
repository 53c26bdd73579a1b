"""What changes of the approval, stops of the works and early ends are judged on."""
