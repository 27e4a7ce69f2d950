//! Names and posts in the genitive, for «в лице генерального директора Петровой Анны Сергеевны».
//!
//! A wrong case in a contract is worse than none: what the rules are not sure of is declined to
//! answer, and a person gives the form once. Not here: other cases, initials. Called by `builtin`
//! and by hosts that prepare the data of a template.

mod names;
mod posts;

pub use names::{Doubt, Sex, genitive_name};
pub use posts::genitive_post;
