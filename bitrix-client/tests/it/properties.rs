//! What holds for any bytes that come from outside, checked on the stored inputs of the fuzzer.
//!
//! Each file is a target's properties; the targets in `bitrix-client/fuzz` include the same files
//! and look for new inputs. `fuzz/corpus` holds those that reach every branch found so far, in an
//! archive for each target.

mod batch;
mod inbound;
mod pages;
mod wire;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use zip::ZipArchive;

/// Gives every stored input of `target` to `hold`, which panics when a property is broken.
fn replay(target: &str, hold: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let archive = File::open(folder.join(format!("{target}.zip"))).unwrap();
    let mut archive = ZipArchive::new(archive).unwrap();
    let count = archive.len();
    for place in 0..count {
        let mut input = Vec::new();
        archive
            .by_index(place)
            .unwrap()
            .read_to_end(&mut input)
            .unwrap();
        hold(&input);
    }
    assert!(count > 50, "only {count} inputs of {target} were found");
}

#[test]
fn what_strangers_post_is_read_the_same_in_every_form_and_proved_by_its_token_alone() {
    replay("inbound", inbound::hold);
}

#[test]
fn what_was_read_of_an_answer_is_read_again_from_its_own_text() {
    replay("wire", wire::hold);
}

#[test]
fn what_was_read_of_a_batch_is_read_again_from_its_own_text() {
    replay("batch", batch::hold);
}

#[test]
fn pages_of_a_list_are_those_that_a_batch_would_show() {
    replay("pages", pages::hold);
}
