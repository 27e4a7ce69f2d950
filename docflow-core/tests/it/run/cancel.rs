//! Cancelling while nobody knows whether 1C holds a number.

use super::{after, done, due, every_stage, lost};
use crate::support::user;
use docflow_core::*;

#[test]
fn a_number_that_was_perhaps_reserved_is_given_back_by_a_cancel() {
    let reserve = every_stage().remove("reserve").unwrap();
    let (asked, _) = after(reserve.clone(), 3, lost()).cancel(user(7), None);
    assert_eq!(due(&asked), "release");
    let told = done(asked, 4, Answer::Released);
    assert_eq!(due(&told), "ended");
    let (never_asked, _) = reserve.cancel(user(7), None);
    assert_eq!(due(&never_asked), "ended", "there is nothing to give back");
}
