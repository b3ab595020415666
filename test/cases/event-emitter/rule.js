function lines(user, context, callback) {
  const https = require('https');
  https.get('https://lists.example.com/blocked.txt', (response) => {
    let text = '';
    response.on('data', (chunk) => (text += chunk));
    response.on('end', () => {
      if (text.split('\n').includes(user.email)) return callback(new UnauthorizedError('Blocked.'));
      callback(null, user, context);
    });
  }).on('error', callback);
}
