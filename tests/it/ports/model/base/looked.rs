//! A look at what stands in a base of the model, and its failures.

use super::*;

impl Base for ModelBase {
    fn begin(&self, world: World) {
        self.here.begin(State::of(&world));
        self.elsewhere.begin(State::of(&world));
    }

    fn accounting(&self) -> Arc<dyn Accounting> {
        let here = ("main", self.here.clone());
        let elsewhere = ("project", self.elsewhere.clone());
        Arc::new(ModelAccounting {
            bases: BTreeMap::from([
                ("sever-service", here.clone()),
                ("sever-torg", here),
                ("sever-project", elsewhere),
            ]),
        })
    }

    fn falls_ill(&self, ill: Ill, nth: u32, count: u32) {
        self.here.falls_ill(ill, nth, count);
    }

    fn was_ill(&self) -> bool {
        self.here.was_ill()
    }

    fn recovers(&self) {
        self.here.recovers();
    }

    fn pass(&self, time: Duration) {
        self.here.pass(time);
    }

    fn seen(&self) -> Ledger {
        self.here.by_hand(|base, now| {
            let card = |(reference, card): (&String, &Card)| {
                (reference.clone(), format!("{} {}", card.inn, card.ogrn))
            };
            let held = |(key, one): (&String, &Held)| {
                let is_over = one.state == "held" && one.until <= now;
                let state = if is_over { "expired" } else { one.state };
                (key.clone(), (one.number.clone(), state.to_owned()))
            };
            let words = |(key, set): (&String, &Set)| (key.clone(), set.words.clone());
            let blobs = base.sets.values().flat_map(|set| &set.files.blobs);
            Ledger {
                documents: base.documents.clone(),
                cards: base.cards.iter().map(card).collect(),
                numbers: base.held.iter().map(held).collect(),
                voided: base.voided.iter().cloned().collect(),
                words: base.sets.iter().map(words).collect(),
                files: blobs.map(|blob| blob.hash.to_string()).collect(),
            }
        })
    }

    fn requests(&self) -> usize {
        self.here.requests()
    }

    fn is(&self, quirk: Quirk) {
        match quirk {
            Quirk::AsksToWait(seconds) => self.here.asks_to_wait(seconds),
            other => self.here.by_hand(|base, _| base.quirks.push(other)),
        }
    }

    fn differs(&self, inn: &str, ogrn: &str) {
        self.here.by_hand(|base, _| {
            let card = base
                .cards
                .values_mut()
                .find(|card| card.inn == inn)
                .unwrap();
            ogrn.clone_into(&mut card.ogrn);
        });
    }

    fn counts_otherwise(&self, _: &StepKey, total: Money) {
        self.here
            .by_hand(|base, _| base.counts_otherwise = Some(total));
    }

    fn damages(&self, _: &StepKey, carrier: Carrier) {
        self.here.by_hand(|base, _| base.damages = Some(carrier));
    }
}
