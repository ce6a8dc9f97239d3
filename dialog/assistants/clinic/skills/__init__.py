"""What the clinic's assistant does, one module an idea."""
