"""What a line of headings means: which row it is, what each column holds, which way people went."""
