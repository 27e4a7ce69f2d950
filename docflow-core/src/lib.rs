//! Pure domain and workflow of docflow: requisites, money, checks, and the run as a value.
