//! The state that the deal says of its run.

use super::super::{Edit, Portal, done};
use super::{Call, begun, scene};
use docflow_core::*;
use std::collections::BTreeMap;

/// The conversations that carry a state, with what the field says after each.
const CARRIERS: [(Call, &str); 4] = [
    (Call::Load, "working"),
    (Call::Ask, "waiting"),
    (Call::Tell, "waiting"),
    (Call::Announce, "ready"),
];

pub(super) async fn a_state_is_written_at_no_further_request(portal: &dyn Portal) {
    for (call, state) in CARRIERS {
        let mut requests = Vec::new();
        for policy in [scene::stateless(), scene::policy()] {
            portal.begin(scene::world());
            let crm = portal.crm(&policy);
            let before = portal.requests();
            done(call.held(&*crm, false).await);
            requests.push(portal.requests() - before);
        }
        let field = portal
            .seen(scene::DEAL)
            .fields
            .get(scene::STATE_FIELD)
            .cloned();
        assert_eq!(field.as_deref(), Some(state), "{call:?}");
        assert_eq!(requests[0], requests[1], "{call:?}");
    }
}

pub(super) async fn without_a_field_the_state_is_dropped(portal: &dyn Portal) {
    portal.begin(scene::world());
    let before = portal.seen(scene::DEAL).fields;
    let crm = portal.crm(&scene::stateless());
    for call in [Call::Load, Call::Ask, Call::Tell] {
        done(call.held(&*crm, false).await);
        assert_eq!(portal.seen(scene::DEAL).fields, before, "{call:?}");
    }
}

/// An announcement that says «ready» in a field which was seen as this.
fn ready(seen: &str) -> Announcement {
    let write = scene::write(scene::STATE_FIELD, seen, "ready");
    Announcement {
        reread: true,
        fields: BTreeMap::from([(ResultField::State, write)]),
        ..scene::announcement()
    }
}

pub(super) async fn a_state_of_ours_is_no_edit_of_a_person(portal: &dyn Portal) {
    let crm = begun(portal);
    for seen in ["", "requested", "working"] {
        for state in DealState::ALL {
            let code = state.code().to_owned();
            portal.edit(scene::DEAL, Edit::Field(scene::STATE_FIELD, code));
            let told = done(crm.announce(&ready(seen)).await);
            assert_eq!(told.left_alone, Vec::<String>::new(), "{seen:?}, {state:?}");
            let fields = portal.seen(scene::DEAL).fields;
            assert_eq!(fields[scene::STATE_FIELD], "ready");
        }
    }
}

pub(super) async fn words_of_a_person_in_the_field_of_the_state_are_left_alone(
    portal: &dyn Portal,
) {
    let crm = begun(portal);
    let words = "не трогать".to_owned();
    portal.edit(scene::DEAL, Edit::Field(scene::STATE_FIELD, words));
    let told = done(crm.announce(&ready("")).await);
    assert_eq!(told.left_alone, [scene::STATE_FIELD]);
    assert_eq!(
        portal.seen(scene::DEAL).fields[scene::STATE_FIELD],
        "не трогать"
    );
}
