-- These catch errors, for which PostgreSQL begins a subtransaction, which it cannot in a parallel plan.
alter function geo.transformed(geometry, integer) parallel unsafe;
alter function geo.publishable(bytea) parallel unsafe;
