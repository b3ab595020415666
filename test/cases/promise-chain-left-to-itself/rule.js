function f(user, context, callback) {
  const axios = require('axios');
  axios.get('https://a.example.com/').then((r) => {
    axios.get('https://b.example.com/').then((s) => {
      context.idToken['https://example.com/s'] = s.data.x.y;
      callback(null, user, context);
    });
  }).catch((err) => {
    callback(null, user, context);
  });
}
