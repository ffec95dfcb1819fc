"""What we do next for the members: rules, tasks, messages, activities. It asks the registry, and is never asked."""
