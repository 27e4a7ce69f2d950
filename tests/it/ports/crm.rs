//! The suite of the port `Crm`.

mod announce;
mod attach;
mod facts;
mod failures;
mod state;
mod tell;

use super::scene;
use super::{Portal, Seen, conformance, done};
use docflow_core::*;
use std::sync::Arc;

/// The conversations of the port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Load,
    Attach,
    /// Where nobody may use the document generator.
    AttachToTimeline,
    AttachToField,
    Announce,
    Ask,
    Tell,
    TellOutage,
}

impl Call {
    const ALL: [Self; 8] = [
        Self::Load,
        Self::Attach,
        Self::AttachToTimeline,
        Self::AttachToField,
        Self::Announce,
        Self::Ask,
        Self::Tell,
        Self::TellOutage,
    ];

    /// Whether a second try looks for what the first has left.
    fn looks_first(self) -> bool {
        !matches!(self, Self::Load | Self::Ask | Self::Tell | Self::TellOutage)
    }

    fn policy(self) -> Policy {
        match self {
            Self::AttachToField => {
                let field = scene::FILES_FIELD.to_owned();
                scene::falling_back(AttachFallback::FileField(field))
            }
            _ => scene::policy(),
        }
    }

    /// Begins anew and gives a port.
    fn begun(self, portal: &dyn Portal) -> Arc<dyn Crm> {
        portal.begin(scene::world());
        if matches!(self, Self::AttachToTimeline | Self::AttachToField) {
            portal.denies_generator();
        }
        portal.crm(&self.policy())
    }

    /// Holds it about the deal of the scene; the second time with a look at what exists.
    async fn held(self, crm: &dyn Crm, again: bool) -> Outcome<()> {
        let probe = again;
        match self {
            Self::Load => {
                let query = scene::query(scene::DEAL, DealState::Working);
                crm.load_facts(&query).await.map(drop)
            }
            Self::Attach | Self::AttachToTimeline | Self::AttachToField => {
                let job = AttachJob {
                    probe,
                    ..scene::contract()
                };
                crm.attach(&job, scene::BYTES).await.map(drop)
            }
            Self::Announce => {
                let news = Announcement {
                    probe,
                    reread: again,
                    ..scene::announcement()
                };
                crm.announce(&news).await.map(drop)
            }
            Self::Ask => crm.ask_approval(&scene::question()).await,
            Self::Tell => crm.tell(&scene::message()).await.map(drop),
            Self::TellOutage => crm.tell_outage(&scene::outage(false)).await.map(drop),
        }
    }
}

/// Begins anew and gives a port by the usual policy.
fn begun(portal: &dyn Portal) -> Arc<dyn Crm> {
    portal.begin(scene::world());
    portal.crm(&scene::policy())
}

async fn loaded(crm: &dyn Crm, deal: u64) -> DealFacts {
    let query = scene::query(deal, DealState::Working);
    done(crm.load_facts(&query).await)
}

/// Everything of this pair hangs at the deal once, by this way.
fn assert_hangs_once(seen: &Seen, via: AttachedVia) {
    for bytes in [scene::DOCX, scene::PDF] {
        let file = (via, scene::hash(bytes));
        let found = seen.files.iter().filter(|one| one.1 == file.1);
        assert_eq!(found.collect::<Vec<_>>(), [&file]);
    }
}

/// Texts that are left for a person.
fn texts_for(seen: &Seen, person: u64) -> Vec<&str> {
    let of = seen.messages.iter().filter(|(user, _)| *user == person);
    of.map(|(_, text)| text.as_str()).collect()
}

conformance!(portal:
    facts {
        what_stands_in_the_deal_is_read,
        whoever_asks_is_read_with_the_head_of_their_department,
        rows_that_were_not_all_read_are_counted,
        a_client_without_requisites_reads_nobody_elses,
        a_client_who_was_deleted_reads_nobody_elses,
        requisites_of_another_client_that_the_deal_names_are_not_read,
        a_seller_that_is_none_of_ours_is_not_read,
        a_deal_without_rows_reads_nobody_elses,
        no_word_of_another_client_reaches_the_facts_of_any_deal,
        a_deal_that_is_not_there_speaks_of_this_run_alone,
    }
    state {
        a_state_is_written_at_no_further_request,
        without_a_field_the_state_is_dropped,
        a_state_of_ours_is_no_edit_of_a_person,
        words_of_a_person_in_the_field_of_the_state_are_left_alone,
    }
    attach {
        a_pair_hangs_at_the_deal_with_its_bytes,
        what_is_there_is_found_and_not_attached_twice,
        what_is_not_there_is_attached_by_the_probe,
        a_pair_of_another_item_or_deal_is_not_taken_for_ours,
        without_the_generator_a_pair_goes_into_the_timeline_once,
        without_the_generator_a_pair_goes_into_the_file_field_once,
        files_of_people_stay_in_the_file_field,
        files_of_people_that_can_not_be_read_are_never_dropped,
        a_field_for_one_file_is_refused_to_the_administrator,
        a_field_that_is_not_there_is_refused_to_the_administrator,
        without_generator_and_fallback_a_person_must_act,
    }
    announce {
        an_announcement_is_fields_an_entry_and_messages,
        what_was_announced_is_found_and_not_announced_twice,
        what_was_not_announced_is_announced_by_the_probe,
        a_field_that_a_person_has_changed_is_left_alone_and_named,
        a_field_that_holds_our_value_already_is_no_edit,
        what_a_person_has_changed_in_the_deal_is_named,
        one_person_who_can_not_be_told_keeps_nothing_from_the_others,
        what_is_said_to_be_done_is_done_wherever_it_breaks_off,
        an_announcement_that_broke_off_is_completed_by_the_probe,
    }
    tell {
        everybody_is_told_and_watchers_are_told_something_else,
        the_same_key_takes_the_place_of_the_earlier_message,
        one_of_two_who_is_refused_is_named,
        the_same_key_takes_the_place_of_the_earlier_question,
        a_deputy_gets_a_question_of_their_own,
        an_outage_is_told_once_and_its_end_in_its_place,
    }
    failures {
        a_portal_that_is_away_is_waited_for,
        what_may_come_later_is_said_only_when_nothing_was_written,
        a_lost_answer_is_never_followed_by_the_same_write,
        after_any_lost_answer_a_second_try_leaves_each_thing_once,
        a_wait_that_the_portal_asks_for_is_told,
        a_refusal_of_one_deal_speaks_of_that_run_alone,
    }
);
