function ping(user, context, callback) {
  callback(null, user, context);
  fetch('https://example.com/logins/' + user.user_id, { method: 'POST' });
}
