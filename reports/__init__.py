"""What it adds up to: figures, the month, the workbook. It asks registry and outreach; nobody asks it."""
