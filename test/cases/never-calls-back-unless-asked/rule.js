function maybeAsk(user, context, callback) {
  const request = require('request');
  if (context.clientName === 'Ask') {
    request.get('https://ask.example.com/' + user.user_id, (err) => callback(err, user, context));
  }
}
