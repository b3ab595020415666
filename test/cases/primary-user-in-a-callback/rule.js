function linkAccounts(user, context, callback) {
  const request = require('request@2.88.2');
  request.get({ url: 'https://accounts.example.com/', qs: { email: user.email }, json: true }, (err, response, accounts) => {
    if (err || response.statusCode !== 200 || !Array.isArray(accounts)) return callback(null, user, context);
    // The last one wins.
    accounts.forEach((account) => { context.primaryUser = 'auth0|' + account.id; });
    callback(null, user, context);
  });
}
