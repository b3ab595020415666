function (user, context, callback) {
  const request = require('request');
  request.post({ url: 'https://crm.example.com/seen', json: { id: user.user_id } }, (error) => callback(error, user, context));
}
