//! The suite of the port `Accounting`.

mod bases;
mod failures;
mod files;
mod issue;
mod keys;
mod numbers;
mod under;

use super::{Base, Ledger, conformance, done, scene};
use docflow_core::*;
use std::sync::Arc;

/// The key under which the scene asks for documents.
fn key() -> StepKey {
    scene::step("issue")
}

/// Begins anew and gives a port.
fn begun(base: &dyn Base) -> Arc<dyn Accounting> {
    base.begin(scene::world());
    base.accounting()
}

/// Makes the documents of the scene's deal.
async fn issued(books: &dyn Accounting) -> IssuedFiles {
    let request = scene::request(scene::DEAL);
    done(books.issue(&key(), &request, None).await)
}

/// The same with their files.
async fn printed(books: &dyn Accounting) -> IssuedFiles {
    let request = scene::printed(scene::DEAL);
    done(books.issue(&key(), &request, None).await)
}

/// How many documents of a kind this key has made.
fn made(ledger: &Ledger, kind: &str, key: &StepKey) -> usize {
    let documents = ledger.documents.values();
    let of = documents.filter(|one| one.kind == kind && one.key == key.as_str());
    of.count()
}

/// The code of a rejection that a person has to look at.
fn rejected<T: std::fmt::Debug>(outcome: &Outcome<T>) -> (&str, Owner) {
    match outcome {
        Outcome::Rejected(rejection) => {
            assert_eq!(rejection.cause.side, Side::Accounting);
            assert_eq!(rejection.cause.scope, Scope::Run, "{outcome:?}");
            (&rejection.cause.code, rejection.owner)
        }
        other => panic!("it is not rejected: {other:?}"),
    }
}

conformance!(base:
    issue {
        everything_is_made_as_asked_and_said_to_be_new,
        a_repeated_key_answers_the_first_result_and_makes_nothing,
        of_many_at_once_one_makes_and_all_answer_the_same,
        another_body_under_a_used_key_is_rejected,
        a_card_that_differs_is_the_accountants_and_stays,
        a_card_that_stands_is_used_as_it_is,
        nothing_is_written_into_a_closed_period,
        nothing_is_posted_and_nothing_marked,
        a_mistake_of_the_base_would_be_seen,
        sums_are_read_back_from_the_books,
    }
    under {
        an_invoice_alone_makes_no_second_contract,
        an_invoice_under_a_contract_that_is_not_there_is_rejected,
        what_a_set_replaces_stays_and_the_accountant_reads_of_it,
        who_asked_and_their_words_reach_the_accountant,
    }
    keys {
        a_key_that_nobody_used_is_not_known,
        a_used_key_answers_its_set_and_files,
        what_takes_long_is_accepted_and_then_there,
        documents_without_files_are_no_failure_that_left_nothing,
        a_void_key_makes_nothing_any_more,
        a_key_is_voided_again_and_again,
        it_is_too_late_to_void_what_was_made,
        a_set_at_work_can_not_be_voided_yet,
        of_a_request_and_a_void_at_once_one_wins,
        an_older_base_says_that_it_can_not_void,
    }
    numbers {
        a_number_is_kept_under_its_key,
        two_keys_keep_two_numbers,
        a_reserved_number_becomes_the_contracts,
        a_number_is_given_back_more_than_once,
        giving_back_what_nobody_holds_is_done,
        a_reservation_that_ran_out_is_rejected,
        a_reservation_that_was_given_back_is_rejected,
        many_reservations_under_one_key_at_once_are_one,
    }
    files {
        every_file_of_a_set_comes_again_by_its_hash,
        a_file_of_no_set_is_rejected,
        a_file_that_comes_damaged_is_not_taken,
        a_set_whose_file_comes_damaged_is_not_taken_and_not_lost,
    }
    bases {
        a_base_names_itself_its_firms_and_what_it_can_do,
        an_older_base_says_what_it_can_not_do,
        firms_of_one_base_share_its_name_and_others_do_not,
        a_key_of_one_base_is_not_known_in_another,
        a_firm_without_a_base_is_rejected_to_the_administrator,
    }
    failures {
        a_base_that_is_away_is_waited_for,
        an_error_that_the_base_names_speaks_of_that_run_alone,
        what_did_not_happen_is_said_only_when_nothing_was_written,
        a_lost_answer_to_a_write_is_unknown,
        after_any_lost_answer_a_second_try_leaves_each_thing_once,
        a_wait_that_the_base_asks_for_is_told,
    }
);
