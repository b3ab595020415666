function f(user, context, callback) {
  fetch('https://a.example.com/').then((r) => r.json()).then((body) => {
    if (body.ok) return callback(null, user, context);
    if (body.error) callback(new Error(body.error));
  }).catch((e) => { console.error(e); });
}
