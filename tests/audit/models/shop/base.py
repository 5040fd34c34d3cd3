from typing import Any

from sqlalchemy.orm import declarative_base

Base: Any = declarative_base()
