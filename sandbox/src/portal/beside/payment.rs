//! Payments of a deal, its order link, and the public page of a payment.

use super::super::fail::Fail;
use super::super::methods::{Answer, Call};
use super::super::shelf;
use super::super::value::{Array, Value};
use super::{CRM, Found, done, int_of, record};

pub(super) fn find(name: &str) -> Found {
    let found: (&[&str], super::Run) = match name {
        "crm.item.payment.pay" => (CRM, pay),
        "crm.item.payment.unpay" => (CRM, unpay),
        "crm.orderentity.deletebyfilter" => (CRM, unlink_order),
        "crm.settings.mode.get" => (CRM, mode),
        "salescenter.payment.getpublicurl" => (&["salescenter"], public_page),
        _ => return None,
    };
    Some(found)
}

fn set_paid(call: &mut Call<'_>, paid: bool) -> Answer {
    let id = call.required_int("id")?;
    let (now, user) = (call.now(), call.caller.user);
    let found = shelf::change(call, "crm.item.payment", &Value::Int(id), |row| {
        row.set("paid", Value::yes_no(paid));
        row.set("datePaid", paid.then_some(now));
        row.set("empPaidId", paid.then_some(user));
    });
    if found {
        return done();
    }
    Err(Fail::new(400, Value::Int(0), "Payment has not been found"))
}

fn pay(call: &mut Call<'_>) -> Answer {
    set_paid(call, true)
}

fn unpay(call: &mut Call<'_>) -> Answer {
    set_paid(call, false)
}

fn unlink_order(call: &mut Call<'_>) -> Answer {
    let fields = call.required_array("fields")?;
    let number = |name: &str| fields.get(name).and_then(Value::to_int);
    let (Some(owner), Some(order)) = (number("ownerId"), number("orderId")) else {
        let text = "Required fields: ownerId, orderId";
        return Err(Fail::new(400, "0", text));
    };
    let is_it = |row: &Array| int_of(row, "ownerId") == owner && int_of(row, "orderId") == order;
    match shelf::remove(call, "crm.orderentity", is_it) {
        0 => Err(Fail::new(400, "201640400001", "orderEntity does not exist")),
        _ => done(),
    }
}

/// The CRM of this portal works with leads.
fn mode(_call: &mut Call<'_>) -> Answer {
    Ok(1_i64.into())
}

fn public_page(call: &mut Call<'_>) -> Answer {
    let id = call.required_int("id")?;
    let shop = record(call, "sale.payment", "id", id);
    let payment = shop.or_else(|| record(call, "crm.item.payment", "id", id));
    payment.ok_or_else(|| Fail::new(400, "0", "Payment not found"))?;
    let base = &call.state.base_url;
    let links = Array::new()
        .with("url", format!("{base}/pub/site/10/?paymentId={id}"))
        .with("shortUrl", format!("{base}/~p{id}"))
        .with("qr", "");
    Ok(Array::new().with("payment", links).into())
}
