function report(user, context, callback) {
  var done = { id: user.user_id };
  fetch('https://example.com/logins', { method: 'POST', body: JSON.stringify(done) });
  callback(null, user, context);
}
