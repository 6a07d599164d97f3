"""What every engine is held to: the tests in `suite`, run by each with the models and recordings that it has."""
