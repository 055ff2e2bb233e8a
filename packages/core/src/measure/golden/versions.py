"""What the golden values were made with; every oracle writes it into its file."""
import platform


def made_with(*modules):
    return {"python": platform.python_version(), **{m.__name__: m.__version__ for m in modules}}
