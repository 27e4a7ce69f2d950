//! The smallest adapters that keep the promises of the ports: a portal and two bases in memory.

mod base;
mod cards;
mod portal;
mod side;

pub(crate) use base::ModelBase;
pub(crate) use cards::facts;
pub(crate) use portal::ModelPortal;

pub(super) fn portal() -> ModelPortal {
    ModelPortal::default()
}

pub(super) fn base() -> ModelBase {
    ModelBase::default()
}
