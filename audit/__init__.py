"""scripts/audit_sqlalchemy: which strategy each relationship of an application uses, and what that costs or risks.

`probe/` runs in the application's interpreter and writes down facts; everything else reads those facts and the sources,
so that it needs neither the application nor SQLAlchemy.
"""
