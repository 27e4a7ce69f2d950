//! How much text a deal brings: what was read is kept in the journal, which must not grow with
//! whatever somebody has pasted into a card.

use super::{BankCard, ClientCard, DealCard, DealFacts, RequisiteCard, SellerCard};
use std::collections::BTreeMap;

impl DealFacts {
    /// The most text of one deal that is read into a run, in bytes of UTF-8. Two hundred rows with
    /// names of 255 Cyrillic letters are less than half of it.
    pub const MOST_TEXT: usize = 256 * 1024;

    /// How much text there is, in bytes of UTF-8.
    pub fn text_size(&self) -> usize {
        let rows = self.rows.iter();
        let rows = rows.map(|row| row.name.len() + row.unit_name.len());
        let staff = self.staff.iter().map(|one| one.name.len());
        let client = self.client.known().map_or(0, client);
        let seller = self.seller.known().map_or(0, seller);
        deal(&self.deal) + client + seller + rows.sum::<usize>() + staff.sum::<usize>()
    }
}

fn deal(card: &DealCard) -> usize {
    card.title.len() + card.currency.len() + texts(&card.fields)
}

fn client(card: &ClientCard) -> usize {
    let contacts = [&card.phone, &card.email].into_iter().flatten();
    card.title.len()
        + contacts.map(String::len).sum::<usize>()
        + card.requisite.known().map_or(0, requisite)
        + card.bank.known().map_or(0, bank)
}

fn requisite(card: &RequisiteCard) -> usize {
    texts(&card.fields) + card.addresses.values().map(String::len).sum::<usize>()
}

fn bank(card: &BankCard) -> usize {
    let texts = [
        &card.bik,
        &card.bank_name,
        &card.account,
        &card.correspondent,
    ];
    texts.map(String::len).into_iter().sum()
}

fn seller(card: &SellerCard) -> usize {
    card.inn.len()
}

fn texts(fields: &BTreeMap<String, String>) -> usize {
    fields
        .iter()
        .map(|(name, text)| name.len() + text.len())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DealId, Fact};

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
                company: crate::CompanyId::new(2).unwrap(),
                inn: "7701234567".to_owned(),
            },
            source: "test".into(),
            at: chrono::DateTime::UNIX_EPOCH,
        };
        assert_eq!(facts.text_size(), 33 + 10);
    }
}
