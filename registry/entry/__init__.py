"""What people type in and ask for, read and checked the same way at every door: fields, forms, filters, pages."""
