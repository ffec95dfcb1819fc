"""What words and lines mean, wherever they stand: headings, villages, who signs, who has left. Knows no sheet."""
