"""What every command needs of a terminal: options, output, errors, forms, connections."""
