"""The database: connections, one spelling of SQL for two of them, tables, migrations, roles."""
