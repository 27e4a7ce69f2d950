//! How much text a deal brings: what was read is kept in the journal, which must not grow with
//! whatever somebody has pasted into a card.

use super::{ClientCard, DealCard, DealFacts};
use std::collections::BTreeMap;

impl DealFacts {
    /// The most text of one deal that is read into a run, in bytes of UTF-8. Two hundred rows with
    /// names of 255 Cyrillic letters are less than half of it.
    pub const MOST_TEXT: usize = 256 * 1024;

    /// How much text there is, in bytes of UTF-8.
    pub fn text_size(&self) -> usize {
        let mut all = of_deal(&self.deal);
        all.extend(self.client.known().into_iter().flat_map(of_client));
        all.extend(self.seller.known().map(|card| &card.inn));
        let rows = self.rows.iter();
        all.extend(rows.flat_map(|row| [&row.name, &row.unit_name]));
        all.extend(self.staff.iter().map(|one| &one.name));
        all.iter().map(|text| text.len()).sum()
    }
}

fn of_deal(card: &DealCard) -> Vec<&String> {
    let mut all = vec![&card.title, &card.currency];
    all.extend(of_fields(&card.fields));
    all
}

fn of_client(card: &ClientCard) -> Vec<&String> {
    let mut all = vec![&card.title];
    all.extend(card.phone.iter().chain(&card.email));
    if let Some(card) = card.requisite.known() {
        all.extend(card.texts.values());
        all.extend(card.addresses.values());
    }
    if let Some(card) = card.bank.known() {
        all.extend([
            &card.bik,
            &card.bank_name,
            &card.account,
            &card.correspondent,
        ]);
    }
    all
}

fn of_fields(fields: &BTreeMap<String, String>) -> impl Iterator<Item = &String> {
    fields.iter().flat_map(|(name, text)| [name, text])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Fact, SellerCard};
    use crate::ids::{CompanyId, DealId};

    #[test]
    fn every_text_of_a_card_counts() {
        let card = DealCard {
            id: DealId::new(1).unwrap(),
            title: "сделка".to_owned(),
            closed: false,
            currency: "RUB".to_owned(),
            opportunity: None,
            manual_opportunity: false,
            responsible: None,
            company: None,
            contact: None,
            fields: BTreeMap::from([("UF_CRM_1".to_owned(), "ответ".to_owned())]),
        };
        let mut facts = DealFacts {
            deal: card,
            client: Fact::Absent,
            seller: Fact::Absent,
            rows: Vec::new(),
            rows_total: 0,
            staff: Vec::new(),
        };
        assert_eq!(facts.text_size(), 12 + 3 + 8 + 10);
        facts.seller = Fact::Known {
            value: SellerCard {
                company: CompanyId::new(2).unwrap(),
                inn: "7701234567".to_owned(),
            },
            source: "test".into(),
            at: chrono::DateTime::UNIX_EPOCH,
        };
        assert_eq!(facts.text_size(), 33 + 10);
    }
}
