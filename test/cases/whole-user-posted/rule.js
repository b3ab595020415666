function mirror(user, context, callback) {
  const request = require('request');
  request.post({ url: 'https://mirror.example.com/', json: user }, (err) => callback(err, user, context));
}
